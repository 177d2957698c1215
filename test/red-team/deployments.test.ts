import { deploymentCases } from './corpus.ts';
import { proveFiles } from './files.ts';

proveFiles(deploymentCases);
