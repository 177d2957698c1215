import { prove } from '../../../test/prove.ts';
import terraformParses from './terraform-parses.ts';

await prove(import.meta.url, terraformParses);
