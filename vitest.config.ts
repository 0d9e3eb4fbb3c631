import { defineConfig } from 'vitest/config';

/** Data that looks like code: other people's specs to import, not to run. */
const FIXTURES = ['test/fixtures/**'];
const UNIT = ['test/unit/**/*.spec.ts', 'test/demo/**/*.spec.ts', 'test/guides/**/*.spec.ts'];

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'unit', include: UNIT, exclude: FIXTURES } },
      { extends: true, test: { name: 'house', include: ['test/**/*.spec.ts'], exclude: [...UNIT, ...FIXTURES], globalSetup: ['test/support/shared-house.ts'] } },
    ],
  },
});
