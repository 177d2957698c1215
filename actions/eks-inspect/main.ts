import { runEksInspect } from '../../src/pull-request/collecting.ts';

await runEksInspect();
