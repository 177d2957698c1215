import { prove } from '../../../test/prove.ts';
import check from './no-secrets-in-image.ts';

await prove(import.meta.url, check);
