import { prove } from '../../../test/prove.ts';
import check from './runs-hermetically.ts';

await prove(import.meta.url, check);
