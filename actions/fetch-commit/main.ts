import { runFetchCommit } from '../../src/pull-request/asking.ts';

await runFetchCommit();
