import { prove } from '../../../test/prove.ts';
import check from './image-runs-as-non-root.ts';

await prove(import.meta.url, check);
