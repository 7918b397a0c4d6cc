/**
 * modules.builtin: where the files of the modules that are compiled into the kernel would be, a path per line:
 *
 *   kernel/fs/ext4/ext4.ko
 */
import { normalizeModname } from '../base/names.ts'

export interface BuiltinPath {
  readonly modname: string
  /** The line as it is. */
  readonly path: string
}

export interface BuiltinList {
  readonly paths: readonly BuiltinPath[]
  /** Lines that name no module; empty ones are none of them. */
  readonly badLines: readonly string[]
}

/**
 * Parses the text of modules.builtin, as a byte string.
 *
 * kmod: depmod takes every line that begins with a letter; the index of what is built in is written by the same rule.
 */
export function parseBuiltinList(text: string): BuiltinList {
  const paths: BuiltinPath[] = []
  const badLines: string[] = []
  for (const line of text.split('\n'))
    if (/^[A-Za-z]/.test(line)) paths.push({ modname: normalizeModname(line), path: line })
    else if (line !== '') badLines.push(line)
  return { paths, badLines }
}
