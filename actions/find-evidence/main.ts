import { runFindEvidence } from '../../src/pull-request/asking.ts';

await runFindEvidence();
