import { ofClusters, proveClusters } from './cluster-mutants.ts';

await proveClusters(ofClusters, 'with-commands');
