/** Flags of V8 that are set at run time. */

/** The number of calls after which a function is compiled; V8 itself takes 400, 3,000 and 500. */
const INVOCATION_COUNTS = [
  '--invocation-count-for-maglev=20000',
  '--invocation-count-for-turbofan=60000',
  '--invocation-count-for-osr=20000',
]

/** By the version of V8, which prints a message to stderr for a flag that it does not know. */
const DELAYS: Readonly<Record<string, readonly string[]>> = {
  // Node.js 20
  11: ['--interrupt-budget=4000000'],
  // Node.js 22, 24 and 26
  12: INVOCATION_COUNTS,
  13: INVOCATION_COUNTS,
  14: INVOCATION_COUNTS,
}

/** On the global object, which bundles of one process share. */
export const CHANGED_FLAGS = Symbol.for('tskmod: flags of V8 have been changed')

/** Whether this process has changed flags. V8 refuses code that was cached with other flags than its own. */
export const haveFlagsChanged = (): boolean => CHANGED_FLAGS in globalThis

/**
 * Delays V8's optimizing compilers. They work on their own threads, and the process cannot end meanwhile: a run of 10 ms
 * waits for another 10 ms of compiling whose result is never used. For runs that may still turn out long. Does nothing
 * for a version of V8 whose flags are not known.
 */
export function delayOptimizing(v8Version: string = process.versions.v8): void {
  const [major = ''] = v8Version.split('.')
  const flags = DELAYS[major]
  if (flags === undefined) return
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const flag of flags) setFlagsFromString(flag)
  Object.assign(globalThis, { [CHANGED_FLAGS]: true })
}
