import { prove } from '../../../test/prove.ts';
import recordDeclared from './record-declared.ts';

await prove(import.meta.url, recordDeclared);
