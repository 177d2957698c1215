import { prove } from '../../../test/prove.ts';
import check from './build-reproducible.ts';

await prove(import.meta.url, check);
