import { prove } from '../../../test/prove.ts';
import check from './image-minimal.ts';

await prove(import.meta.url, check);
