import { prove } from '../../../test/prove.ts';
import eksComputeDeclared from './eks-compute-declared.ts';

await prove(import.meta.url, eksComputeDeclared);
