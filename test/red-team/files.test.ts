import { sampleCases } from './corpus.ts';
import { proveFiles } from './files.ts';

proveFiles(sampleCases);
