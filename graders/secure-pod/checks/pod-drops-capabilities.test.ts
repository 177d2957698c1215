import { prove } from '../../../test/prove.ts';
import podDropsCapabilities from './pod-drops-capabilities.ts';

await prove(import.meta.url, podDropsCapabilities);
