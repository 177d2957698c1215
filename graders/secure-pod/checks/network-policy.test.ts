import { prove } from '../../../test/prove.ts';
import networkPolicy from './network-policy.ts';

await prove(import.meta.url, networkPolicy);
