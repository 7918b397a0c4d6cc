import type { FileMemory } from './file-memory.ts'

/**
 * A file's content of which not every byte need be in memory. ELF tables stand at the front and at the end of a
 * module, with code between them that nobody here reads: loading only the parts that are asked for halves the bytes
 * that are copied.
 */
export interface ByteSource {
  /** Bytes of the whole content. */
  readonly size: number
  /** What was loaded so far is meaningful, and only that. May be other memory after `load`. */
  readonly bytes: Uint8Array
  /** The same memory as `bytes`, for numbers. */
  readonly view: DataView
  /** Makes `bytes[start..end)` meaningful. The caller has checked that `end` is not past `size`. */
  load(start: number, end: number): void
  /** Where known: bytes in front of this are meaningful without `load`. */
  readonly frontEnd?: number
  /** And those from here on. Decreases with `load`. */
  readonly backStart?: number
}

/** The view of exactly the memory that `bytes` covers. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Content that is all there. */
export const wholeSource = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  bytes,
  view: viewOf(bytes),
  load: () => undefined,
})

/** Content that lies elsewhere: what is asked for is copied into `memory`. */
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
