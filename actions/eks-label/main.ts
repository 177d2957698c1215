import { runEksLabel } from '../../src/pull-request/asking.ts';

await runEksLabel();
