import { prove } from '../../../test/prove.ts';
import check from './record-live.ts';

await prove(import.meta.url, check);
