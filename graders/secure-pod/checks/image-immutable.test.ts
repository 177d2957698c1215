import { prove } from '../../../test/prove.ts';
import imageImmutable from './image-immutable.ts';

await prove(import.meta.url, imageImmutable);
