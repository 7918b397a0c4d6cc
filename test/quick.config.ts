/**
 * `npm run test:quick`: the tests of rooms that start no process, no thread and no built command. It is what to run
 * while editing; `npm test` is what must pass.
 */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const ROOMS = [
  'base',
  'config',
  'elf',
  'scan',
  'resolve',
  'indexes',
  'lookup',
  'plan',
  'kernel',
  'questions',
  'wasm',
]

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    include: [
      'test/architecture.test.ts',
      'test/cli/tskmod/arguments.test.ts',
      'test/cli/command-line/{getopt,help}.test.ts',
      'test/reports/{text-kit,escape}.test.ts',
      ...ROOMS.map((room) => `test/${room}/**/*.test.ts`),
    ],
    // It builds indexes at their limits, and asks the built command.
    exclude: ['test/indexes/index-limits.test.ts'],
    setupFiles: ['test/quick-setup.ts'],
    // To start a process for each file takes longer than most tests.
    pool: 'threads',
    isolate: false,
    maxWorkers: availableParallelism(),
    testTimeout: 0,
    hookTimeout: 0,
  },
})
