import { runScanImage } from '../../src/pull-request/collecting.ts';

await runScanImage();
