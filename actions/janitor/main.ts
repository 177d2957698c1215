import { runJanitor } from '../../src/pull-request/collecting.ts';

await runJanitor();
