import { proveClusters } from './cluster-mutants.ts';

// Each takes minutes, all of them most of an hour: `npm run test:long`.
await proveClusters(['route-serves'], { notRun: 'its commands make two clusters more: they are run by npm run test:long' });
