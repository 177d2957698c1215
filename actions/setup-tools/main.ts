import { runAction } from '../../src/pull-request/action.ts';
import { setupTools } from '../../src/pull-request/setup-tools.ts';

await runAction(setupTools);
