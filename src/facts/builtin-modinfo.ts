/**
 * modules.builtin.modinfo: the .modinfo of the modules that are compiled into the kernel, as `module.key=value`
 * strings, each ended by NUL; the strings of a module are adjacent.
 */

import { byteString, findNul } from '../base/bytes.ts'
import { KmodError } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import type { ModinfoField } from './modinfo-section.ts'

/**
 * The fields of `modname`; empty if it is not listed.
 *
 * kmod: kmod_builtin_get_modinfo(). Only the first run of the module's strings is used; the last string needs no NUL;
 * up to the end of that run, every string must have a dot.
 * @throws KmodError KMOD_CONFIG with errno EINVAL for a string without a dot
 */
export function parseBuiltinModinfo(bytes: Uint8Array, modname: string): ModinfoField[] {
  const fields: ModinfoField[] = []
  for (const { start, prefix, field } of builtinStrings(bytes)) {
    if (prefix === undefined)
      throw new KmodError(
        'KMOD_CONFIG',
        `Cannot read modules.builtin.modinfo: "${fromByteString(field)}" names no module`,
        { errno: 'EINVAL', offset: start },
      )
    if (prefix === modname) fields.push(splitField(field))
    else if (fields.length > 0) break
  }
  return fields
}

export interface BuiltinString {
  /** Offset in the file. */
  readonly start: number
  /** The module, as written; undefined for a string without a dot. */
  readonly prefix: string | undefined
  /** `key=value`; the whole of a string without a dot. */
  readonly field: string
}

/** The strings of modules.builtin.modinfo in their order; the last one needs no NUL. */
export function* builtinStrings(bytes: Uint8Array): Generator<BuiltinString> {
  for (let start = 0; start < bytes.length; ) {
    const end = findNul(bytes, start, bytes.length)
    const text = byteString(bytes, start, end)
    const dot = text.indexOf('.')
    yield dot < 0
      ? { start, prefix: undefined, field: text }
      : { start, prefix: text.slice(0, dot), field: text.slice(dot + 1) }
    start = end + 1
  }
}

/** Like .modinfo: without `=` the whole string is the key. */
export function splitField(text: string): ModinfoField {
  const equals = text.indexOf('=')
  return equals < 0 ? { key: text, value: '' } : { key: text.slice(0, equals), value: text.slice(equals + 1) }
}
