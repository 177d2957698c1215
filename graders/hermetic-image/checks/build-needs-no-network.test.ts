import { prove } from '../../../test/prove.ts';
import check from './build-needs-no-network.ts';

await prove(import.meta.url, check);
