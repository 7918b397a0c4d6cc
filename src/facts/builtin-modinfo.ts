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
  for (let start = 0; start < bytes.length; ) {
    const end = findNul(bytes, start, bytes.length)
    const text = byteString(bytes, start, end)
    const dot = text.indexOf('.')
    if (dot < 0)
      throw new KmodError(
        'KMOD_CONFIG',
        `Cannot read modules.builtin.modinfo: "${fromByteString(text)}" names no module`,
        {
          errno: 'EINVAL',
          offset: start,
        },
      )
    if (dot === modname.length && text.startsWith(modname)) fields.push(splitField(text.slice(dot + 1)))
    else if (fields.length > 0) break
    start = end + 1
  }
  return fields
}

/** Like .modinfo: without `=` the whole string is the key. */
function splitField(text: string): ModinfoField {
  const equals = text.indexOf('=')
  return equals < 0 ? { key: text, value: '' } : { key: text.slice(0, equals), value: text.slice(equals + 1) }
}
