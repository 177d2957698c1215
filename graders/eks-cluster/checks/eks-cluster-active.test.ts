import { prove } from '../../../test/prove.ts';
import check from './eks-cluster-active.ts';

await prove(import.meta.url, check);
