import { runAction } from '../../src/pull-request/action.ts';
import { reconcile } from '../../src/pull-request/reconcile.ts';

await runAction(reconcile);
