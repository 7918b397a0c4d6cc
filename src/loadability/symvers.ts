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
  const owners = new Map<string, KernelExport['owner']>()
  const text = byteString(bytes)
  // Some 30,000 lines: an array for each would cost more than all else.
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    addLine(exports, owners, text.slice(start, end))
    start = end + 1
  }
  return exports
}

const CRC = /^0[xX][0-9a-fA-F]{1,16}$/

function addLine(
  exports: Map<string, KernelExport>,
  owners: Map<string, KernelExport['owner']>,
  line: string,
): void {
  const afterCrc = line.indexOf('\t')
  const afterSymbol = line.indexOf('\t', afterCrc + 1)
  if (afterCrc < 0 || afterSymbol < 0) return
  const symbol = line.slice(afterCrc + 1, afterSymbol)
  const afterOwner = endOf(line, afterSymbol + 1)
  const owner = line.slice(afterSymbol + 1, afterOwner)
  const crc = line.slice(0, afterCrc)
  if (symbol === '' || owner === '' || !CRC.test(crc)) return
  const afterType = endOf(line, afterOwner + 1)
  const gplOnly = line.slice(afterOwner + 1, afterType).includes('GPL')
  const namespace = line.slice(afterType + 1, endOf(line, afterType + 1)).trim()
  const version = Number.parseInt(crc.slice(2).slice(-8), 16)
  const known = { gplOnly, namespace, owner: ownerOf(owner, owners) }
  // A kernel without versions writes 0 for each symbol.
  exports.set(symbol, version === 0 ? known : { crc: version, ...known })
}

/** The end of the column that starts at `start`. */
function endOf(line: string, start: number): number {
  const tab = line.indexOf('\t', start)
  return tab < 0 ? line.length : tab
}

/** One object for all symbols of an owner: there are some 30,000 of them. */
function ownerOf(path: string, known: Map<string, KernelExport['owner']>): KernelExport['owner'] {
  const found = known.get(path)
  if (found !== undefined) return found
  const owner: KernelExport['owner'] =
    path === 'vmlinux' ? { kind: 'kernel' } : { kind: 'module', modname: normalizeModname(path), path }
  known.set(path, owner)
  return owner
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
