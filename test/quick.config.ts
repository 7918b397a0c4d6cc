/**
 * `npm run test:quick`: the tests of rooms that start no process, no thread and no built command. It is what to run
 * while editing; `npm test` is what must pass.
 */
import { existsSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Linux has a file system in memory here: on a disk, to make and remove small trees takes a third of the time. */
const MEMORY = '/dev/shm'

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
    env: { TMPDIR: existsSync(MEMORY) ? MEMORY : tmpdir() },
    // To start a process for each file takes longer than most tests.
    pool: 'threads',
    isolate: false,
    maxWorkers: availableParallelism(),
    // What TypeScript becomes is kept below node_modules for the next run, which takes a quarter less time for it.
    experimental: { fsModuleCache: true },
    testTimeout: 0,
    hookTimeout: 0,
  },
})
