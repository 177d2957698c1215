import { runReconcile } from '../../src/pull-request/asking.ts';

await runReconcile();
