import { runIntake } from '../../src/pull-request/asking.ts';

await runIntake();
