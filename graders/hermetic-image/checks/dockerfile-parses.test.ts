import { prove } from '../../../test/prove.ts';
import check from './dockerfile-parses.ts';

await prove(import.meta.url, check);
