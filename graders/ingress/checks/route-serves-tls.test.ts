import { prove } from '../../../test/prove.ts';
import check from './route-serves-tls.ts';

await prove(import.meta.url, check);
