import { prove } from '../../../test/prove.ts';
import check from './installs.ts';

await prove(import.meta.url, check);
