import { runEksDeploy } from '../../src/pull-request/collecting.ts';

await runEksDeploy();
