/** The file of --output. */

import { nothing, orElse } from '../../base/errors.ts'
import { directoryOf } from '../../base/names.ts'
import { isTerminal, STDOUT } from '../../host/stdio.ts'
import { KmodError, nodeHost, toByteString } from '../../index.ts'
import type { GivenOptions } from './subcommand.ts'

/** The path that --output has; `undefined` without it, and for `-`: standard output. */
export function outputPath(options: GivenOptions): string | undefined {
  const path = options.value('output')
  return path === '-' ? undefined : path
}

/**
 * For bytes that no terminal can show and no document can have in it.
 * @throws KmodError KMOD_USAGE
 */
export function requireBinaryOutput(options: GivenOptions): void {
  if (options.has('json'))
    throw new KmodError('KMOD_USAGE', 'with --json, name the file to write: add --output FILE')
  if (isTerminal(STDOUT)) throw new KmodError('KMOD_USAGE', 'no output file: add --output FILE')
}

/**
 * A mistyped path must not create directories, and is refused before anything is read.
 * @throws KmodError KMOD_IO when the directory of `path` does not exist
 */
export function requireDirectoryOf(path: string): void {
  const directory = directoryOf(path)
  if (orElse(() => nodeHost.status(toByteString(directory)), nothing)?.kind === 'directory') return
  throw new KmodError('KMOD_IO', `Cannot write '${path}': there is no directory '${directory}'`, {
    path: toByteString(path),
    errno: 'ENOENT',
  })
}
