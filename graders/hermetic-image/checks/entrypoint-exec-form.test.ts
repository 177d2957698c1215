import { prove } from '../../../test/prove.ts';
import check from './entrypoint-exec-form.ts';

await prove(import.meta.url, check);
