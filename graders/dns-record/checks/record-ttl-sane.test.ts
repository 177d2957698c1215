import { prove } from '../../../test/prove.ts';
import recordTtlSane from './record-ttl-sane.ts';

await prove(import.meta.url, recordTtlSane);
