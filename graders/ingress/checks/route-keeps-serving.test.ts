import { prove } from '../../../test/prove.ts';
import check from './route-keeps-serving.ts';

await prove(import.meta.url, check);
