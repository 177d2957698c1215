import { prove } from '../../../test/prove.ts';
import check from './given-server-unchanged.ts';

await prove(import.meta.url, check);
