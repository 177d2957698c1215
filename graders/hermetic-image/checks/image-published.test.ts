import { prove } from '../../../test/prove.ts';
import check from './image-published.ts';

await prove(import.meta.url, check);
