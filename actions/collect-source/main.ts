import { runCollectSource } from '../../src/pull-request/collecting.ts';

await runCollectSource();
