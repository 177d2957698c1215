import { prove } from '../../../test/prove.ts';
import check from './lint-no-warnings.ts';

await prove(import.meta.url, check);
