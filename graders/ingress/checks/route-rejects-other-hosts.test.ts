import { prove } from '../../../test/prove.ts';
import check from './route-rejects-other-hosts.ts';

await prove(import.meta.url, check);
