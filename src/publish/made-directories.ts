/** Directories that a run has created, and that it removes again if it fails before it has put a file there. */
import { appendAll } from '../base/append.ts'
import { always, nothing, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'

/**
 * Passes on what `work` returns or throws.
 * @param work given the host through which it creates directories; when it fails, those of them that are empty go
 */
export async function withoutEmptyDirectories<T>(
  host: Host,
  work: (host: Host) => Promise<T> | T,
): Promise<T> {
  /** Parents come before what is in them. */
  const made: string[] = []
  const makeDirectory = (path: string): void => {
    const missing: string[] = []
    for (let at = path; at !== '' && !host.exists(at); at = parentOf(at)) missing.unshift(at)
    // Noted before: a part of them may have been created when the next one is refused.
    appendAll(made, missing)
    host.makeDirectory(path)
  }
  try {
    return await work(Object.assign(Object.create(host) as Host, { makeDirectory }))
  } catch (error) {
    for (const path of made.reverse()) orElse(() => host.removeDirectory?.(path), nothing, always)
    throw error
  }
}

const parentOf = (path: string): string => path.replace(/\/*[^/]*\/*$/, '')
