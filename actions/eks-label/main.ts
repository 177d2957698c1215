import { runAction } from '../../src/pull-request/action.ts';
import { eksLabelled } from '../../src/pull-request/eks-label.ts';

await runAction(eksLabelled);
