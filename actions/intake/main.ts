import { runAction } from '../../src/pull-request/action.ts';
import { intake } from '../../src/pull-request/intake.ts';

await runAction(intake);
