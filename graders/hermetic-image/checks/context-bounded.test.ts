import { prove } from '../../../test/prove.ts';
import check from './context-bounded.ts';

await prove(import.meta.url, check);
