import { runProbeCluster } from '../../src/pull-request/collecting.ts';

await runProbeCluster();
