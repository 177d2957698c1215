import { prove } from '../../../test/prove.ts';
import check from './runs-in-64-MiB.ts';

await prove(import.meta.url, check);
