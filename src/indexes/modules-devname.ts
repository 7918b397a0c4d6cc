/**
 * modules.devname: device nodes that udev creates before their module is loaded, `MODNAME DEVNAME TYPE MAJOR:MINOR`,
 * from the aliases `devname:NAME` and `char-major-X-Y` or `block-major-X-Y` of one module. Empty if there are none.
 */
import { ByteWriter, byteAt } from '../base/bytes.ts'
import { diagnostic } from '../base/diagnostic.ts'
import { FIELD_KINDS } from '../facts/facts-table.ts'
import { IndexProgram } from './index-program.ts'
import { aliases } from './modules-alias.ts'
import type { OutputContext } from './output.ts'

const ALIAS = FIELD_KINDS.indexOf('alias')
/** First letters of the relevant aliases: `block-major-`, `char-major-`, `devname:`. */
const LETTERS = new Set([0x62, 0x63, 0x64])
const DEVNAME = /^devname:(.*)$/s
/** kmod: scanf("%u-%u"), so text may follow the numbers. */
const MAJOR = /^(char|block)-major-\s*([+-]?\d+)-\s*([+-]?\d+)/

export function formatModulesDevname(context: OutputContext): Uint8Array {
  const out = new ByteWriter()
  for (const module of modulesWithDevname(context)) {
    const device = findDevice(context, module)
    if (device.name === undefined) continue
    const modname = context.modnames.text(module)
    if (device.numbers === undefined) {
      context.report(diagnostic('devname-without-numbers', { modname, devname: device.name }))
      continue
    }
    if (out.length === 0) out.text('# Device nodes to trigger on-demand module loading.\n')
    out.text(`${modname} ${device.name} ${device.numbers}\n`)
  }
  return out.bytes
}

/** The modules with an alias `devname:NAME`, in order: 50 of 4,000. */
function modulesWithDevname(context: OutputContext): Int32Array {
  const program = IndexProgram.start(context)
  const { values, modnames } = aliases(program, context)
  const { column, rows, count } = values
  const found = program.allocateWords(count)
  const foundCount = program.exports.modulesWithDevname(
    count,
    column.texts,
    column.bounds,
    rows,
    modnames.rows,
    found,
  )
  return program.words(found, foundCount)
}

interface Device {
  readonly name: string | undefined
  /** For example `c10:236`. */
  readonly numbers: string | undefined
}

/** The aliases in order; the search ends as soon as both are known, and until then later ones replace earlier ones. */
function findDevice({ facts }: OutputContext, module: number): Device {
  const { fields } = facts
  let name: string | undefined
  let numbers: string | undefined
  for (let row = fields.start(module); row < fields.end(module); row++) {
    const start = fields.text.start(row)
    if (fields.kind.at(row) !== ALIAS || start === fields.text.end(row)) continue
    if (!LETTERS.has(byteAt(fields.text.memory, start))) continue
    const alias = fields.text.text(row)
    const major = MAJOR.exec(alias)
    if (major) numbers = `${major[1]?.charAt(0)}${toUint32(major[2])}:${toUint32(major[3])}`
    else name = DEVNAME.exec(alias)?.[1] ?? name
    if (name !== undefined && numbers !== undefined) break
  }
  return { name, numbers }
}

/**
 * scanf("%u") of glibc wraps negative numbers, and saturates at the largest 64-bit one before truncating to 32 bits.
 */
function toUint32(digits: string | undefined): number {
  const value = BigInt(digits ?? '0')
  const largest = (1n << 64n) - 1n
  const magnitude = value < 0n ? -value : value
  if (magnitude > largest) return 0xffffffff
  return Number(BigInt.asUintN(32, value))
}
