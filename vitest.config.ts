import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'graders/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['test/submissions/**', '**/node_modules/**'],
    reporters: ['default', './test/last-line.ts'],
    setupFiles: ['./test/day.setup.ts'],
    // Tests wait for programs as long as they compute: one worker less than processors leaves half of two idle.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
