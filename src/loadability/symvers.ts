/**
 * The whole of a Module.symvers, whose lines are columns parted by tabs (scripts/mod/modpost.c write_dump()):
 *
 *   CRC  symbol  owner  export type [namespace]
 *
 * The owner is `vmlinux`, or the path of a module without `.ko`. The type is EXPORT_SYMBOL or EXPORT_SYMBOL_GPL; files of
 * Linux before 5.18 know others, of which those with GPL in their name are for compatible licences only.
 */
import { byteString } from '../base/bytes.ts'
import { normalizeModname } from '../base/names.ts'
import type { KernelExport } from './kernel-view.ts'

/** By symbol. Lines of another form are passed over: depmod's reader, which comes first, reports them. */
export function parseSymvers(bytes: Uint8Array): Map<string, KernelExport> {
  const exports = new Map<string, KernelExport>()
  for (const line of byteString(bytes).split('\n')) {
    const [crc = '', symbol = '', owner = '', type = '', namespace = ''] = line.split(/[\t ]/)
    if (symbol === '' || owner === '' || !/^0[xX][0-9a-fA-F]{1,16}$/.test(crc)) continue
    const version = Number.parseInt(crc, 16) >>> 0
    exports.set(symbol, {
      // A kernel without versions writes 0 for each symbol.
      ...(version !== 0 && { crc: version }),
      gplOnly: type.includes('GPL'),
      namespace: namespace.trim(),
      owner:
        owner === 'vmlinux'
          ? { kind: 'kernel' }
          : { kind: 'module', modname: normalizeModname(owner), path: owner },
    })
  }
  return exports
}

const LINE = /^([0-9a-fA-F]+) \S (\S+)$/
const KSYMTAB = '__ksymtab_'

/**
 * The exports that a System.map names, without versions and namespaces. Which of them are for compatible licences only is
 * known by the bounds of their section, up to Linux 7.0.
 */
export function parseSystemMap(bytes: Uint8Array): Map<string, KernelExport> {
  const found: [name: string, address: bigint][] = []
  let [gplStart, gplEnd]: (bigint | undefined)[] = []
  for (const line of byteString(bytes).split('\n')) {
    if (!line.includes('ksymtab')) continue
    const [, address = '', name = ''] = LINE.exec(line) ?? []
    if (name === '__start___ksymtab_gpl') gplStart = BigInt(`0x${address}`)
    else if (name === '__stop___ksymtab_gpl') gplEnd = BigInt(`0x${address}`)
    else if (name.startsWith(KSYMTAB)) found.push([name.slice(KSYMTAB.length), BigInt(`0x${address}`)])
  }
  return new Map(
    found.map(([name, address]) => {
      const known = gplStart !== undefined && gplEnd !== undefined && gplEnd > gplStart
      const gplOnly = known ? address >= (gplStart ?? 0n) && address < (gplEnd ?? 0n) : undefined
      return [name, { ...(gplOnly !== undefined && { gplOnly }), owner: { kind: 'kernel' } }]
    }),
  )
}
