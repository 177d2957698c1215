import { prove } from '../../../test/prove.ts';
import probesSet from './probes-set.ts';

await prove(import.meta.url, probesSet);
