import { prove } from '../../../test/prove.ts';
import check from './drains.ts';

await prove(import.meta.url, check);
