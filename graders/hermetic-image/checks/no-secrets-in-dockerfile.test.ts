import { prove } from '../../../test/prove.ts';
import check from './no-secrets-in-dockerfile.ts';

await prove(import.meta.url, check);
