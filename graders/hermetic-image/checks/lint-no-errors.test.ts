import { prove } from '../../../test/prove.ts';
import check from './lint-no-errors.ts';

await prove(import.meta.url, check);
