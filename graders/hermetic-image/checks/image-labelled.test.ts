import { prove } from '../../../test/prove.ts';
import check from './image-labelled.ts';

await prove(import.meta.url, check);
