import { prove } from '../../../test/prove.ts';
import check from './base-images-tagged.ts';

await prove(import.meta.url, check);
