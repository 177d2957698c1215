import { prove } from '../../../test/prove.ts';
import terraformVersionsPinned from './terraform-versions-pinned.ts';

await prove(import.meta.url, terraformVersionsPinned);
