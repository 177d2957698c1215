import { runGrade } from '../../src/pull-request/collecting.ts';

await runGrade();
