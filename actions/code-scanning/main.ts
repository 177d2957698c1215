import { runCodeScanning } from '../../src/pull-request/asking.ts';

await runCodeScanning();
