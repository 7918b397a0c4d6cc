import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { HeaviestFirst, LONG } from './test/heaviest-first.ts'

const include = ['test/**/*.test.ts']

/** A test that replaces modules would replace them for all later files of its process. */
const replacing = readdirSync(`${import.meta.dirname}/test`, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name}`)
  .filter((path) => /\bvi\.(mock|doMock)\(/.test(readFileSync(`${import.meta.dirname}/${path}`, 'utf8')))

const alone = [...LONG, ...replacing]

export default defineConfig({
  test: {
    globalSetup: 'test/same-environment.ts',
    sequence: { sequencer: HeaviestFirst },
    // The default leaves one processor to vitest itself, which needs little: many tests wait for processes or time.
    maxWorkers: availableParallelism(),
    // No limit of time: a loaded machine is no fault. A test that hangs is ended by who runs the tests.
    testTimeout: 0,
    hookTimeout: 0,
    pool: 'forks',
    // vitest runs projects in the order of their names.
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      // A process for each file, with all that it imports, takes longer than most of the files.
      { extends: true, test: { name: 'shared', include, exclude: alone, isolate: false } },
    ],
  },
})
