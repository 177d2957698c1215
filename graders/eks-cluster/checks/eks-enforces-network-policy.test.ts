import { prove } from '../../../test/prove.ts';
import eksEnforcesNetworkPolicy from './eks-enforces-network-policy.ts';

await prove(import.meta.url, eksEnforcesNetworkPolicy);
