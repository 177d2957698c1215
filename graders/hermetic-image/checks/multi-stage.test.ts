import { prove } from '../../../test/prove.ts';
import check from './multi-stage.ts';

await prove(import.meta.url, check);
