/** What the runtime makes of our code. */

/**
 * Lets functions run thirty times as long as usual before V8's optimizing compiler takes them up. It works on threads
 * of its own, and the process cannot end while it does: a run of 10 ms waits for another 10 ms of compiling that
 * nobody will use any more. For runs that may still turn out long, and as no more than a hint: what V8 does not know,
 * it passes over.
 */
export const delayOptimizing = (): void =>
  process.getBuiltinModule('node:v8').setFlagsFromString('--interrupt-budget=4000000')
