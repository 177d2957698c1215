import { prove } from '../../../test/prove.ts';
import check from './binary-static.ts';

await prove(import.meta.url, check);
