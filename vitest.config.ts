import { defineConfig } from 'vitest/config'

// Three projects: `pure` needs nothing and takes seconds, `int` needs the real PostgreSQL, `e2e` a real browser too.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'pure', include: ['src/**/*.test.ts', 'test/tidy/**/*.test.ts', 'test/conformance/**/*.test.ts'], exclude: ['**/*.int.test.ts', '**/*.long.test.ts', 'test/tidy/**/*.int.test.ts'] } },
      { test: { name: 'int', include: ['src/**/*.int.test.ts', 'test/**/*.int.test.ts'], exclude: ['test/e2e/**'], testTimeout: 60_000, hookTimeout: 60_000, globalSetup: ['test/postgres.ts'] } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 180_000, fileParallelism: false } },
      { test: { name: 'long', include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'], testTimeout: 1_200_000, hookTimeout: 180_000, fileParallelism: false, globalSetup: ['test/postgres.ts'] } },
    ],
  },
})
