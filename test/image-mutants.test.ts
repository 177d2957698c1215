import { proveImages } from './image-mutants.ts';

// All of them take a quarter of an hour: `npm run test:long`.
await proveImages(['image-runs-as-non-root', 'stops-gracefully']);
