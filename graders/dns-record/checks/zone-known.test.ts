import { prove } from '../../../test/prove.ts';
import zoneKnown from './zone-known.ts';

await prove(import.meta.url, zoneKnown);
