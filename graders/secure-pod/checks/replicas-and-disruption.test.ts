import { prove } from '../../../test/prove.ts';
import replicasAndDisruption from './replicas-and-disruption.ts';

await prove(import.meta.url, replicasAndDisruption);
