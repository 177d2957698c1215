import { prove } from '../../../test/prove.ts';
import check from './image-attested.ts';

await prove(import.meta.url, check);
