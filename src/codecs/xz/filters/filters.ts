/**
 * The filters that may come before LZMA2 (The .xz File Format 1.2.1, 5.3): they prepare bytes for compression, and are
 * undone after LZMA2, the last one first. `xz --x86 --lzma2` and the like write them; the kernel's build does not.
 *
 * Delta has a byte of properties, its distance - 1. Branch filters ("BCJ") have none, or a position u32 that the first
 * byte is taken to have.
 */
import { byteAt } from '../../../base/bytes.ts'
import { optionsUnsupported, type XzFilter } from '../xz-block-header.ts'
import { decodeDelta } from './delta.ts'
import {
  type BranchDecoder,
  decodeArm,
  decodeArm64,
  decodeArmThumb,
  decodePowerPc,
  decodeSparc,
} from './fixed-width.ts'
import { decodeIa64 } from './ia64.ts'
import { decodeRiscV } from './riscv.ts'
import { decodeX86 } from './x86.ts'

interface BranchFilter {
  readonly decode: BranchDecoder
  /** The position of the first byte is a multiple of this. */
  readonly alignment: number
}

const DELTA = 0x03

const BRANCH_FILTERS: ReadonlyMap<number, BranchFilter> = new Map([
  [0x04, { decode: decodeX86, alignment: 1 }],
  [0x05, { decode: decodePowerPc, alignment: 4 }],
  [0x06, { decode: decodeIa64, alignment: 16 }],
  [0x07, { decode: decodeArm, alignment: 4 }],
  [0x08, { decode: decodeArmThumb, alignment: 2 }],
  [0x09, { decode: decodeSparc, alignment: 4 }],
  [0x0a, { decode: decodeArm64, alignment: 4 }],
  [0x0b, { decode: decodeRiscV, alignment: 2 }],
])

/** Undoes a filter in place, over the uncompressed bytes of one block. */
export type UndoFilter = (bytes: Uint8Array) => void

/**
 * What undoes `filter`.
 * @throws KmodError KMOD_COMPRESSION_UNSUPPORTED for what liblzma 5.8 refuses as well
 */
export function undoOf({ id, properties }: XzFilter): UndoFilter {
  if (id === DELTA) {
    if (properties.length !== 1) throw optionsUnsupported('Delta properties')
    const distance = byteAt(properties, 0) + 1
    return (bytes) => decodeDelta(bytes, distance)
  }
  const filter = BRANCH_FILTERS.get(id)
  if (filter === undefined) throw optionsUnsupported(`filter 0x${id.toString(16)}`)
  if (properties.length !== 0 && properties.length !== 4) throw optionsUnsupported('branch filter properties')
  const start = properties.length === 0 ? 0 : Buffer.from(properties).readUInt32LE()
  if (start % filter.alignment !== 0) throw optionsUnsupported('branch filter start offset')
  return (bytes) => filter.decode(bytes, start)
}
