/** Flags of V8 that are set at run time. */

/**
 * The number of calls after which a function is compiled; V8 itself takes 400, 3,000 and 500. With four times as many,
 * runs of 40,000 modules that are not compressed take 3 % longer; with a third, others gain nothing.
 */
const INVOCATION_COUNTS = [
  '--invocation-count-for-maglev=5000',
  '--invocation-count-for-turbofan=15000',
  '--invocation-count-for-osr=5000',
]

/** By the version of V8, which prints a message to stderr for a flag that it does not know. */
const DELAYS: Readonly<Record<string, readonly string[]>> = {
  // Node.js 20; V8 itself takes 135,168
  11: ['--interrupt-budget=1000000'],
  // Node.js 22, 24 and 26
  12: INVOCATION_COUNTS,
  13: INVOCATION_COUNTS,
  14: INVOCATION_COUNTS,
}

/** On the global object, which bundles of one process share. */
export const CHANGED_FLAGS = Symbol.for('tskmod: flags of V8 have been changed')

/** On the global object: this process is one of our commands, started by the launcher (a standalone file has none). */
export const IS_COMMAND = Symbol.for('tskmod: a command')
/** On the global object: at its end this process may keep code that V8 has compiled, for the next run (launcher.ts). */
export const KEEPS_CODE = Symbol.for('tskmod: code is kept')

/** Whether this process has changed flags. V8 refuses code that was cached with other flags than its own. */
export const haveFlagsChanged = (): boolean => CHANGED_FLAGS in globalThis

/**
 * As delayOptimizing(), for a run that has threads which decompress modules: their loops are WebAssembly, and what V8
 * compiles meanwhile takes a tenth of the processors from them. Call it before the first thread starts: V8 takes a
 * thread's cached code only with the flags that it was made with.
 *
 * Does nothing in a program that uses the library, whose flags are its own matter, and in the run that keeps a command's
 * code for the next one: V8 would refuse it there.
 */
export function delayOptimizingForThreads(): void {
  if (IS_COMMAND in globalThis && !(KEEPS_CODE in globalThis)) delayOptimizing()
}

/**
 * Delays V8's optimizing compilers. They work on their own threads, and the process cannot end meanwhile: a run of 10 ms
 * waits for another 10 ms of compiling whose result is never used. For runs that may still turn out long. Does nothing
 * for a version of V8 whose flags are not known.
 */
export function delayOptimizing(v8Version: string = process.versions.v8): void {
  const [major = ''] = v8Version.split('.')
  const flags = DELAYS[major]
  if (flags === undefined || haveFlagsChanged()) return
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const flag of flags) setFlagsFromString(flag)
  Object.assign(globalThis, { [CHANGED_FLAGS]: true })
}
