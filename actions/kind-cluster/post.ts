import { runRemoveMadeCluster } from '../../src/pull-request/collecting.ts';

await runRemoveMadeCluster();
