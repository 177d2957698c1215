import { prove } from '../../../test/prove.ts';
import eksClusterDeclared from './eks-cluster-declared.ts';

await prove(import.meta.url, eksClusterDeclared);
