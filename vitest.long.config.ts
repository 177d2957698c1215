import { defineConfig } from 'vitest/config';

const patience = { testTimeout: 900_000, hookTimeout: 900_000 };

/** What takes minutes and real containers and clusters: `npm run test:long`. Its last results are in docs/test-long.md. */
export default defineConfig({
  test: {
    reporters: ['verbose', './test/last-line.ts'],
    fileParallelism: false,
    projects: [
      { test: { name: 'grades', include: ['test/**/*.long.ts'], ...patience } },
      // The cluster is made for these alone, and only where one of them runs.
      { test: { name: 'in one cluster', include: ['src/**/*.long.ts'], globalSetup: ['./test/long.setup.ts'], ...patience } },
    ],
  },
});
