import { prove } from '../../../test/prove.ts';
import check from './recovers-from-loss.ts';

await prove(import.meta.url, check);
