import { prove } from '../../../test/prove.ts';
import check from './network-policy-holds.ts';

await prove(import.meta.url, check);
