import { prove } from '../../../test/prove.ts';
import check from './admitted-under-restricted.ts';

await prove(import.meta.url, check);
