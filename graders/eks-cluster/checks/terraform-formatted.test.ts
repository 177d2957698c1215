import { prove } from '../../../test/prove.ts';
import terraformFormatted from './terraform-formatted.ts';

await prove(import.meta.url, terraformFormatted);
