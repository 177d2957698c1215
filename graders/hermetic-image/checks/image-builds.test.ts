import { prove } from '../../../test/prove.ts';
import check from './image-builds.ts';

await prove(import.meta.url, check);
