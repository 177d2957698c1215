import { runCheckEvidence } from '../../src/pull-request/asking.ts';

await runCheckEvidence();
