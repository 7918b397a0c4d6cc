import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/conformance/**'],
    // The default leaves one processor to vitest itself, which needs little: many tests wait for processes or time.
    maxWorkers: availableParallelism(),
    // No limit of time: a loaded machine is no fault. A test that hangs is ended by who runs the tests.
    testTimeout: 0,
    hookTimeout: 0,
  },
})
