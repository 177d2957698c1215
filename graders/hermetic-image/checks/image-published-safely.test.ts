import { prove } from '../../../test/prove.ts';
import check from './image-published-safely.ts';

await prove(import.meta.url, check);
