import { defineConfig } from 'vitest/config';

/** What Stryker runs for each change that it makes: the tests beside what it changes. */
export default defineConfig({ test: { setupFiles: ['./test/day.setup.ts'], include: ['src/grade/**/*.test.ts'] } });
