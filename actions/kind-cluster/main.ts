import { runMakeCluster } from '../../src/pull-request/collecting.ts';

await runMakeCluster();
