import { prove } from '../../../test/prove.ts';
import recordFollowsLoadBalancer from './record-follows-load-balancer.ts';

await prove(import.meta.url, recordFollowsLoadBalancer);
