import { runAction } from '../../src/pull-request/action.ts';
import { report } from '../../src/pull-request/report.ts';

await runAction(report);
