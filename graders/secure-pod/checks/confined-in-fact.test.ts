import { prove } from '../../../test/prove.ts';
import check from './confined-in-fact.ts';

await prove(import.meta.url, check);
