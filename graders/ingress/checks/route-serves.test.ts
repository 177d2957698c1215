import { prove } from '../../../test/prove.ts';
import check from './route-serves.ts';

await prove(import.meta.url, check);
