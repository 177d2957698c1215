import { runEksTeardown } from '../../src/pull-request/collecting.ts';

await runEksTeardown();
