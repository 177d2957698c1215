import { defineConfig } from 'vitest/config';

/** What takes minutes and real containers: `npm run test:long`. Its last results are in docs/test-long.md. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.ts'],
    reporters: ['verbose', './test/last-line.ts'],
    fileParallelism: false,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
