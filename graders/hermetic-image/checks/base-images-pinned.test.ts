import { prove } from '../../../test/prove.ts';
import check from './base-images-pinned.ts';

await prove(import.meta.url, check);
