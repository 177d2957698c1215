import { prove } from '../../../test/prove.ts';
import routeTls from './route-tls.ts';

await prove(import.meta.url, routeTls);
