/** Flags of V8 that are set at run time. */

/**
 * Lets functions run thirty times as long as usual before V8's optimizing compiler compiles them. The compiler works on
 * its own threads, and the process cannot end meanwhile: a run of 10 ms waits for another 10 ms of compiling whose
 * result is never used. For runs that may still turn out long.
 *
 * V8 prints a message to stderr for unknown options, and knows this one up to version 11, the one of Node.js 20; for
 * other versions this does nothing.
 */
export function delayOptimizing(v8Version: string = process.versions.v8): void {
  if (!v8Version.startsWith('11.')) return
  process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=4000000')
}
