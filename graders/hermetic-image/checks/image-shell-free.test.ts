import { prove } from '../../../test/prove.ts';
import check from './image-shell-free.ts';

await prove(import.meta.url, check);
