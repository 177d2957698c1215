import { prove } from '../../../test/prove.ts';
import terraformStateSafe from './terraform-state-safe.ts';

await prove(import.meta.url, terraformStateSafe);
