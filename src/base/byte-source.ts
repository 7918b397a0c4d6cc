import type { FileMemory } from './file-memory.ts'

/**
 * The content of a file, only parts of which need be in memory. ELF tables are at the start and at the end of a module,
 * and the code between them is never read: loading only the requested parts halves the bytes that are copied.
 */
export interface ByteSource {
  /** Bytes of the whole content. */
  readonly size: number
  /** Only the parts loaded so far are meaningful. May be different memory after `load`. */
  readonly bytes: Uint8Array
  /** The same memory as `bytes`, for numbers. */
  readonly view: DataView
  /** Makes `bytes[start..end)` meaningful. The caller has checked that `end` is not past `size`. */
  load(start: number, end: number): void
  /** If known: bytes before this offset are meaningful without `load`. */
  readonly frontEnd?: number
  /** So are bytes from this offset on. Decreases with `load`. */
  readonly backStart?: number
}

/** The view of exactly the memory that `bytes` covers. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Content that is entirely in memory. */
export const wholeSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  bytes,
  view: viewOf(bytes),
  load: () => undefined,
})

/** Content that is kept elsewhere: requested parts are copied into `memory`. */
export function copiedSource(content: Uint8Array, memory: FileMemory): ByteSource {
  memory.reserve(content.length)
  return {
    size: content.length,
    get bytes() {
      return memory.bytes
    },
    get view() {
      return memory.view
    },
    load: (start, end) => memory.bytes.set(content.subarray(start, end), start),
  }
}
