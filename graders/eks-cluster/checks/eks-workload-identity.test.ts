import { prove } from '../../../test/prove.ts';
import eksWorkloadIdentity from './eks-workload-identity.ts';

await prove(import.meta.url, eksWorkloadIdentity);
