import { prove } from '../../../test/prove.ts';
import check from './upgrades-and-rolls-back.ts';

await prove(import.meta.url, check);
