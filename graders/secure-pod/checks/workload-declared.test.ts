import { prove } from '../../../test/prove.ts';
import workloadDeclared from './workload-declared.ts';

await prove(import.meta.url, workloadDeclared);
