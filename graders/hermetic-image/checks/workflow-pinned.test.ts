import { prove } from '../../../test/prove.ts';
import check from './workflow-pinned.ts';

await prove(import.meta.url, check);
