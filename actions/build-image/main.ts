import { runBuildImage } from '../../src/pull-request/collecting.ts';

await runBuildImage();
