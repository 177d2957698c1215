import { prove } from '../../../test/prove.ts';
import check from './stops-gracefully.ts';

await prove(import.meta.url, check);
