/**
 * Compressed forms of built modules. xz and zst are made by hand and hold their data uncompressed ("stored"), so that
 * fixtures need no tool and are the same everywhere; real compression is met with real kernels (test/conformance).
 */
import { crc32, gzipSync } from 'node:zlib'

export type ContainerFormat = 'none' | 'gz' | 'xz' | 'zst'

const PACKERS: Readonly<Record<ContainerFormat, (data: Uint8Array) => Uint8Array>> = {
  none: (data) => data,
  gz: (data) => gzipSync(data),
  xz: storedXz,
  zst: storedZstd,
}

export const pack = (data: Uint8Array, format: ContainerFormat): Uint8Array => PACKERS[format](data)

/** The compression that a module's file name promises. */
export function formatOfName(path: string): ContainerFormat {
  const suffix = path.slice(path.lastIndexOf('.') + 1)
  return suffix === 'gz' || suffix === 'xz' || suffix === 'zst' ? suffix : 'none'
}

const u32le = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
const withCrc = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, u32le(crc32(bytes))])
const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

function chunks(data: Uint8Array, size: number): Uint8Array[] {
  const list: Uint8Array[] = []
  for (let at = 0; at < data.length; at += size) list.push(data.subarray(at, at + size))
  return list
}

/** .xz file format 1.2.1: header, one block of LZMA2 with uncompressed chunks, index, footer; check is CRC32. */
function storedXz(data: Uint8Array): Uint8Array {
  const flags = Buffer.from([0x00, 0x01])
  const header = Buffer.concat([Buffer.from('\xfd7zXZ\0', 'latin1'), withCrc(flags)])
  // Size of the header (12 bytes), no sizes given, filter LZMA2 with a dictionary of 1 MiB.
  const blockHeader = withCrc(Buffer.from([12 / 4 - 1, 0x00, 0x21, 0x01, 0x10, 0, 0, 0]))
  const lzma2 = Buffer.concat([...chunks(data, 0x10000).map(lzma2Chunk), Buffer.from([0])])
  const block = Buffer.concat([blockHeader, padded(lzma2), u32le(crc32(data))])
  const sizes = [1, blockHeader.length + lzma2.length + 4, data.length]
  const index = withCrc(padded(Buffer.from([0, ...sizes.flatMap(multibyte)])))
  const backward = Buffer.concat([u32le(index.length / 4 - 1), flags])
  const footer = Buffer.concat([u32le(crc32(backward)), backward, Buffer.from('YZ')])
  return Buffer.concat([header, block, index, footer])
}

/** The first chunk resets the dictionary (1), the others go on (2). */
function lzma2Chunk(data: Uint8Array, position: number): Buffer {
  const last = data.length - 1
  return Buffer.concat([Buffer.from([position === 0 ? 1 : 2, last >> 8, last & 0xff]), data])
}

/** Seven bits per byte, low first; the high bit says that more follow. */
function multibyte(value: number): number[] {
  return value < 0x80 ? [value] : [0x80 | (value & 0x7f), ...multibyte(Math.floor(value / 0x80))]
}

/** RFC 8878: single segment with a 4-byte content size (which kmod asks for), raw blocks, no checksum. */
function storedZstd(data: Uint8Array): Uint8Array {
  const blocks = chunks(data, 0x20000).map((block, i, all) => {
    const header = u32le((block.length << 3) | (i === all.length - 1 ? 1 : 0)).subarray(0, 3)
    return Buffer.concat([header, block])
  })
  const empty = Buffer.from([1, 0, 0])
  const header = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), u32le(data.length)]
  return Buffer.concat([...header, ...(blocks.length > 0 ? blocks : [empty])])
}
