/**
 * zstd by zstddec: the official decoder as WebAssembly. It checks checksums and is called as kmod calls its library,
 * whole file to one buffer, so it refuses the same data in the same words.
 *
 * It is asked about what our own decoder (zstd.ts) does not take, and loaded only then.
 *
 * differs from kmod: kmod 34 refuses frames that do not name their size (`zstd` writes them when it reads a pipe) and
 * files of several frames, also those of pzstd, which begin with a frame to skip; kmod 30 to 33 read them, and so does
 * this. Windows may have any size: the official decoder takes at most 2 GiB on machines of 64 bits and 1 GiB on others,
 * because of programs that keep no more of the output than the window.
 */
import { ZSTDDecoder } from 'zstddec'
import type { WasmMemory } from '../../wasm/instantiate.ts'
import type { Decode } from '../codec.ts'
import { checkSize, sizeLimit, tooLarge } from '../limits.ts'
import { corrupt, unsupported } from '../refusals.ts'
import { WIDEST_WINDOW, zstdSizes } from './zstd-frame.ts'

/** The functions of zstd.h that zstddec builds in. Sizes and addresses are 32 bits, read as signed. */
interface ZstdExports {
  readonly memory: WasmMemory
  malloc(size: number): number
  free(address: number): void
  ZSTD_decompress(target: number, capacity: number, source: number, size: number): number
}

/**
 * A part of the decoder's memory that grows and is used for all modules. There is only one, at the end of the memory
 * between calls: it grows in place, and leaves no holes.
 */
interface Room {
  address: number
  capacity: number
}

/** kmod: what it says itself when ZSTD_getFrameContentSize() refuses the first header, before decoding. */
const HEADER_UNREADABLE = 'Failed to determine decompression size'

/** ZSTD_ErrorCode (zstd_errors.h) and ZSTD_getErrorString() of those that decompression gives. */
const DESTINATION_TOO_SMALL = 70
const ERROR_TEXTS: ReadonlyMap<number, string> = new Map([
  [1, 'Error (generic)'],
  [10, HEADER_UNREADABLE],
  [12, 'Version not supported'],
  [14, HEADER_UNREADABLE],
  [16, HEADER_UNREADABLE],
  [20, 'Data corruption detected'],
  [22, "Restored data doesn't match checksum"],
  [24, "Header of Literals' block doesn't respect format specification"],
  [30, 'Dictionary is corrupted'],
  [32, 'Dictionary mismatch'],
  [64, 'Allocation error : not enough memory'],
  [DESTINATION_TOO_SMALL, 'Destination buffer is too small'],
  [72, 'Src size is incorrect'],
])

/** What these refuse is sound, but asks for more than a decoder without dictionaries can do. */
const UNSUPPORTED: ReadonlySet<number> = new Set([12, 14, 16, 32])

/** Errors come back as negated codes; no module is so large that its size could be one. */
const MAX_ERROR_CODE = 120

/** The room grows by this much at least. */
const GROWTH = 1024 ** 2

/**
 * The uncompressed bytes of all frames.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED or KMOD_LIMIT
 */
export type ZstdReference = Decode<Uint8Array>

let loaded: Promise<ZstdReference> | undefined

/** Always the same one. */
export function loadZstdReference(): Promise<ZstdReference> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<ZstdReference> {
  const zstd = await loadExports()
  const room = allocate(zstd, GROWTH)
  return (compressed) => {
    const { declared, bound, frames, wideWindows } = zstdSizes(compressed)
    if (frames === 0) throw corrupt('zstd', { reason: HEADER_UNREADABLE })
    checkSize('zstd', compressed, declared)
    const capacity = Math.min(bound, sizeLimit(compressed.length))
    if (!reserve(zstd, room, capacity + compressed.length)) throw tooLarge('zstd', compressed.length)
    const target = room.address
    const source = target + capacity
    const bytes = new Uint8Array(zstd.memory.buffer)
    bytes.set(compressed, source)
    // All output stays in memory, so that a smaller window decodes to the same.
    for (const at of wideWindows) bytes[source + at] = WIDEST_WINDOW
    const result = zstd.ZSTD_decompress(target, capacity, source, compressed.length) | 0
    if (result >= -MAX_ERROR_CODE && result < 0) throw refusal(-result, compressed, bound)
    return new Uint8Array(zstd.memory.buffer, target, result >>> 0)
  }
}

function refusal(code: number, compressed: Uint8Array, bound: number): Error {
  if (code === DESTINATION_TOO_SMALL && bound > sizeLimit(compressed.length))
    return tooLarge('zstd', compressed.length)
  const reason = ERROR_TEXTS.get(code) ?? 'Unspecified error code'
  return UNSUPPORTED.has(code) ? unsupported('zstd', { reason }) : corrupt('zstd', { reason })
}

/** zstddec hands its instance to `_init`, which is part of its types; there the functions are caught. */
class ExposedDecoder extends ZSTDDecoder {
  static exports: ZstdExports | undefined

  override _init(result: { readonly instance: { readonly exports: unknown } }): void {
    super._init(result)
    ExposedDecoder.exports = result.instance.exports as unknown as ZstdExports
  }
}

async function loadExports(): Promise<ZstdExports> {
  await withoutFetch(() => new ExposedDecoder().init())
  if (ExposedDecoder.exports === undefined) throw new TypeError('Expected zstddec to hand over its instance')
  return ExposedDecoder.exports
}

/**
 * Where there is a fetch(), zstddec unpacks its own WebAssembly through it, which makes Node load its whole HTTP
 * client: 34 ms instead of 5. The choice is made before init() returns, so nothing else runs while it is hidden.
 */
function withoutFetch<T>(call: () => T): T {
  const { fetch } = globalThis
  Reflect.set(globalThis, 'fetch', undefined)
  try {
    return call()
  } finally {
    Reflect.set(globalThis, 'fetch', fetch)
  }
}

const allocate = (zstd: ZstdExports, capacity: number): Room => ({ address: zstd.malloc(capacity), capacity })

/** Makes room for `needed` bytes; false where the decoder's memory, 2 GiB at most, has none. */
function reserve(zstd: ZstdExports, room: Room, needed: number): boolean {
  if (needed <= room.capacity) return true
  zstd.free(room.address)
  Object.assign(room, allocate(zstd, Math.max(needed, room.capacity + GROWTH)))
  if (room.address !== 0) return true
  Object.assign(room, allocate(zstd, GROWTH))
  return false
}
