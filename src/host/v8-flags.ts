/** What the runtime makes of our code. */

/**
 * Lets functions run thirty times as long as usual before V8's optimizing compiler takes them up. It works on threads
 * of its own, and the process cannot end while it does: a run of 10 ms waits for another 10 ms of compiling that
 * nobody will use any more. For runs that may still turn out long.
 *
 * V8 complains on standard error about options that it does not know, and knows this one up to version 11, which is
 * that of Node.js 20; for others nothing is done.
 */
export function delayOptimizing(v8Version: string = process.versions.v8): void {
  if (!v8Version.startsWith('11.')) return
  process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=4000000')
}
