import { defineConfig } from 'vitest/config'
import { beginMonday } from './test/clock/monday.ts'

const SECOND = 1000
const everywhere = ['**/node_modules/**', 'dist/**']
/** `npm run check` compiles the rings itself, side by side with all else. */
const compiledElsewhere = process.env.CLEARDAY_QUICK_LAWS === '1' ? ['test/tidy/rings.test.ts'] : []

// The workers inherit it.
beginMonday()

/** `pure` needs nothing and takes seconds, `int` needs the real PostgreSQL, `e2e` a real browser too, `long` takes its time. */
export default defineConfig({
  test: {
    // Every processor: the default leaves one idle, and half of what these tests wait for is a database or a command.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'pure',
          include: ['src/**/*.test.ts', 'test/{tidy,conformance}/**/*.test.ts'],
          exclude: [...everywhere, ...compiledElsewhere, '**/*.int.test.ts', '**/*.long.test.ts'],
          testTimeout: 30 * SECOND,
          // They keep nothing between them: a worker reads each module once, not once for every file of tests.
          isolate: false,
          // Node itself reads our TypeScript, as it does when Clearday runs: no second copy of each module is made for the tests.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          setupFiles: ['test/quick-laws.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'int',
          include: ['src/**/*.int.test.ts', 'test/**/*.int.test.ts', 'bench/**/*.int.test.ts'],
          exclude: [...everywhere, 'test/e2e/**'],
          testTimeout: 60 * SECOND,
          hookTimeout: 60 * SECOND,
          globalSetup: ['test/postgres.ts', 'test/opened.ts'],
          setupFiles: ['test/clock/set-clock.ts'],
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: everywhere,
          testTimeout: 120 * SECOND,
          hookTimeout: 180 * SECOND,
          globalSetup: ['test/e2e/started.ts'],
          setupFiles: ['test/clock/set-clock.ts'],
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          name: 'long',
          include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'],
          exclude: everywhere,
          testTimeout: 1200 * SECOND,
          hookTimeout: 180 * SECOND,
          fileParallelism: false,
          globalSetup: ['test/postgres.ts', 'test/opened.ts'],
          setupFiles: ['test/clock/set-clock.ts'],
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
})
