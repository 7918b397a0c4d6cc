/** The integrity checks of .xz blocks (The .xz File Format 1.2.1, 2.1.1.2 "Stream Flags"). */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc64, runningCrc64 } from './crc64.ts'

export interface XzCheck {
  /** Bytes that follow each block. */
  readonly size: number
  /** What these bytes are when the uncompressed ones are sound; `undefined` for a check that nobody has defined. */
  readonly digest: ((bytes: Uint8Array) => Uint8Array) | undefined
}

/** A check of bytes that come one part after the other. */
export interface RunningCheck {
  /** Takes in the next part. */
  update(bytes: Uint8Array): void
  /** As `XzCheck.digest` of all parts. */
  digest(): Uint8Array
}

const CHECKS: ReadonlyMap<number, XzCheck> = new Map([
  [0x0, { size: 0, digest: () => new Uint8Array(0) }],
  [0x1, { size: 4, digest: crc32Bytes }],
  [0x4, { size: 8, digest: crc64 }],
  [0xa, { size: 32, digest: (bytes) => createHash('sha256').update(bytes).digest() }],
])

/** Of reserved checks the sizes are known, three IDs each from 1 on: liblzma reads such blocks unchecked. */
const RESERVED_SIZES = [4, 8, 16, 32, 64] as const

/** The check of an ID; `undefined` above 15, where there are none. */
export function xzCheck(id: number): XzCheck | undefined {
  const size = id === 0 ? 0 : RESERVED_SIZES[Math.floor((id - 1) / 3)]
  return CHECKS.get(id) ?? (size === undefined ? undefined : { size, digest: undefined })
}

/** Begins a check; `undefined` for an ID that nobody has defined. */
export function runningCheck(id: number): RunningCheck | undefined {
  switch (id) {
    case 0x0:
      return { update: () => {}, digest: () => new Uint8Array(0) }
    case 0x1:
      return runningCrc32()
    case 0x4:
      return runningCrc64()
    case 0xa: {
      const hash = createHash('sha256')
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
    }
    default:
      return undefined
  }
}

function runningCrc32(): RunningCheck {
  let value = 0
  return {
    update(bytes) {
      value = crc32(bytes, value)
    },
    digest: () => littleEndian(value),
  }
}

/** CRC-32 in 4 bytes, little-endian, as headers and blocks hold it. */
export function crc32Bytes(bytes: Uint8Array): Uint8Array {
  return littleEndian(crc32(bytes))
}

function littleEndian(value: number): Uint8Array {
  const digest = Buffer.alloc(4)
  digest.writeUInt32LE(value)
  return digest
}
