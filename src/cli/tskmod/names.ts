/**
 * Parses names from a file, in the formats that systems use for such lists:
 *
 *   /etc/modules, modules-load.d    a module name, optionally followed by options; `#` or `;` starts a comment
 *   modules.load (Android)          paths of module files
 *   lsmod, /proc/modules            a name and columns of numbers; the heading of lsmod is skipped
 *
 * So the first word of a line is the name; the rest is ignored.
 */
import { byteString } from '../../base/bytes.ts'
import { fromByteString, toByteString } from '../../base/names.ts'
import { nodeHost } from '../../host/node-host.ts'
import { readStandardInput } from '../../host/stdio.ts'

/** @throws KmodError KMOD_IO */
export const readNames = (path: string): string[] =>
  namesIn(byteString(path === '-' ? readStandardInput() : nodeHost.readInput(toByteString(path))))

export const namesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#;]/.test(line) && !/^Module\s+Size\s+Used by$/.test(line))
    .map((line) => fromByteString(line.split(/\s/)[0] ?? ''))
