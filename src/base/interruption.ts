/** What a caller of long work can give along: a signal that stops it, and a function that hears how far it is. */
export interface WorkOptions {
  /**
   * Stops the work before its next batch of modules, or its next file: the call is rejected with the reason of the
   * signal, and nothing is left half written.
   */
  readonly signal?: AbortSignal
  /** Is called now and then with how many of the modules have been read. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Lets timers and events run, which may abort the signal; returns at once without a signal.
 *
 * @throws the reason of the signal when it is aborted
 */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return
  signal.throwIfAborted()
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}

/** The options of `options` that concern the work, for a call that does a part of it. */
export const workOptionsOf = ({ signal, onProgress }: WorkOptions): WorkOptions => ({
  ...(signal && { signal }),
  ...(onProgress && { onProgress }),
})

/** Pauses once for every `every` calls, for loops whose rounds are short. */
export function pauseEach(every: number, signal: AbortSignal | undefined): () => Promise<void> | undefined {
  let count = 0
  return () => (signal !== undefined && ++count % every === 0 ? pause(signal) : undefined)
}

/**
 * For several works that a caller sees as one: `onProgress` counts on where the work before has ended, instead of from 0.
 * @returns gives the options of the next work
 */
export function inSequence({ signal, onProgress }: WorkOptions): () => WorkOptions {
  let finished = 0
  return () => {
    const start = finished
    return workOptionsOf({
      ...(signal && { signal }),
      ...(onProgress && {
        onProgress: (done: number, total: number) => {
          finished = start + total
          onProgress(start + done, finished)
        },
      }),
    })
  }
}
