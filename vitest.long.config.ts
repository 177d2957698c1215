import { defineConfig } from 'vitest/config';

/** What takes minutes and real containers and clusters: `npm run test:long`. Its last results are in docs/test-long.md. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.ts', 'src/**/*.long.ts'],
    globalSetup: ['./test/long.setup.ts'],
    reporters: ['verbose', './test/last-line.ts'],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
