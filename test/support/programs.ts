/** Programs that tests run and a machine may lack. `.ci/run` installs them all. */
import { spawnSync } from 'node:child_process'
import { it } from 'vitest'

/** Those of `programs` that cannot be started here. */
export const missingPrograms = (programs: readonly string[]): string[] =>
  programs.filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined)

/** vitest's `it`, or, where one of `programs` is missing, the `it` that skips its tests after printing why. */
export function itWith(...programs: readonly string[]): typeof it {
  const missing = missingPrograms(programs)
  if (missing.length === 0) return it
  console.log(`skipped: tests that run ${missing.join(', ')}, which this machine lacks`)
  return it.skip as typeof it
}
