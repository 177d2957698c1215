import { prove } from '../../../test/prove.ts';
import check from './image-has-no-known-vulnerabilities.ts';

await prove(import.meta.url, check);
