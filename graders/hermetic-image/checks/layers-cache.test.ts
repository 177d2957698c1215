import { prove } from '../../../test/prove.ts';
import check from './layers-cache.ts';

await prove(import.meta.url, check);
