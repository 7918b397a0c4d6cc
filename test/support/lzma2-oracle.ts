/**
 * The oracle of our LZMA2 decoder: xz-embedded, compiled to WebAssembly by the package xz-decompress. The package
 * offers streams only; its synchronous functions are taken from the instance it keeps. It reads whole .xz streams, so
 * the data is put into one without a check.
 */
import { createRequire } from 'node:module'
import type { Lzma2Outcome } from '../../src/codecs/xz/lzma2-decoder.ts'
import type { WasmMemory } from '../../src/wasm/instantiate.ts'
import { streamHead, streamTail } from './xz-envelope.ts'

/** As Lzma2Decoder.decode(), with an output of its own. */
export type Lzma2Oracle = (
  chunks: Uint8Array,
  dictionarySize: number,
  size: number,
) => { readonly outcome: Lzma2Outcome; readonly plain: Uint8Array }

/** What the WebAssembly of xz-decompress exports. A context is an address. */
interface XzExports {
  readonly memory: WasmMemory
  create_context(): number
  destroy_context(context: number): void
  /** Reports that this many bytes were put into the input buffer. */
  supply_input(context: number, size: number): void
  /** Decodes until the input is used up or the output buffer is full; returns an xz_ret. */
  get_next_output(context: number): number
}

/** A context starts with the size of each of its two buffers and an xz_buf: words of 32 bits. */
const CONTEXT = {
  bufferSize: 0,
  input: 1,
  inputAt: 2,
  inputSize: 3,
  output: 4,
  outputAt: 5,
  words: 7,
} as const

/** xz_ret: success, and more may follow. */
const XZ_OK = 0

export async function loadLzma2Oracle(): Promise<Lzma2Oracle> {
  const xz = await loadExports()
  let context = xz.create_context()
  return (chunks, dictionarySize, size) => {
    const plain = new Uint8Array(size)
    const pump = pumpInto(xz, context, plain)
    const outcome = decodeEnveloped(pump, streamHead(Math.min(dictionarySize, size)), chunks, size)
    // a context can go on with another stream only after the end of one
    if (outcome !== 'complete') {
      xz.destroy_context(context)
      context = xz.create_context()
    }
    return { outcome, plain }
  }
}

function decodeEnveloped(
  pump: Pump,
  head: Uint8Array,
  chunks: Uint8Array,
  uncompressedSize: number,
): Lzma2Outcome {
  if (pump(head) === undefined) return 'corrupt'
  const filled = pump(chunks)
  if (filled === undefined) return 'corrupt'
  if (filled < uncompressedSize || chunks.at(-1) !== 0) return 'cut'
  return pump(streamTail(chunks.length, uncompressedSize)) === uncompressedSize ? 'complete' : 'cut'
}

/** Feeds bytes to the decoder; returns how much of the target is filled, `undefined` after any error. */
type Pump = (input: Uint8Array) => number | undefined

function pumpInto(xz: XzExports, context: number, target: Uint8Array): Pump {
  let filled = 0
  return (input) => {
    for (let fed = 0; ; ) {
      const words = wordsOf(xz, context)
      if (words.inputAt === words.inputSize) {
        if (fed === input.length) return filled
        const part = input.subarray(fed, fed + words.bufferSize)
        new Uint8Array(xz.memory.buffer).set(part, words.input)
        xz.supply_input(context, part.length)
        fed += part.length
      }
      if (xz.get_next_output(context) !== XZ_OK) return undefined
      const size = takeOutput(xz, context, target, filled)
      if (size === undefined) return undefined
      filled += size
    }
  }
}

/** Moves decoded bytes into `target`; `undefined` when it is too small. */
function takeOutput(xz: XzExports, context: number, target: Uint8Array, at: number): number | undefined {
  const view = contextView(xz, context)
  const { output, outputAt: size } = wordsOf(xz, context)
  if (at + size > target.length) return undefined
  target.set(new Uint8Array(xz.memory.buffer, output, size), at)
  view.setUint32(CONTEXT.outputAt * 4, 0, true)
  return size
}

const contextView = (xz: XzExports, context: number): DataView =>
  new DataView(xz.memory.buffer, context, CONTEXT.words * 4)

function wordsOf(xz: XzExports, context: number) {
  const view = contextView(xz, context)
  return {
    bufferSize: view.getUint32(CONTEXT.bufferSize * 4, true),
    input: view.getUint32(CONTEXT.input * 4, true),
    inputAt: view.getUint32(CONTEXT.inputAt * 4, true),
    inputSize: view.getUint32(CONTEXT.inputSize * 4, true),
    output: view.getUint32(CONTEXT.output * 4, true),
    outputAt: view.getUint32(CONTEXT.outputAt * 4, true),
  }
}

/** What of the package is used, beside its types: pinned to one version in package.json, checked here. */
interface XzPackage {
  readonly XzReadableStream: {
    _getModuleInstance(): Promise<void>
    readonly _moduleInstance?: { readonly exports: unknown }
  }
}

/** require(): the package is a UMD bundle, whose names import() finds in some loaders and not in others. */
async function loadExports(): Promise<XzExports> {
  const { XzReadableStream } = createRequire(import.meta.url)('xz-decompress') as XzPackage
  await XzReadableStream._getModuleInstance()
  const exports = XzReadableStream._moduleInstance?.exports
  if (exports === undefined) throw new TypeError('Expected xz-decompress to keep its instance')
  return exports as unknown as XzExports
}
