/**
 * CRC-64 as xz uses it (ECMA-182, reflected): `xz` adds it unless told otherwise, kernels build with CRC-32. JavaScript
 * has no fast integers of 64 bits, WebAssembly has: it takes 8 bytes a step, with a table for each of their places.
 */

import { instantiate, WASM_PAGE_SIZE, type WasmMemory } from '../../wasm/instantiate.ts'
import {
  type Code,
  giveBack,
  i32,
  i64,
  type Value,
  wasmFunction,
  wasmModule,
  whileDo,
} from './wasm-assembler.ts'

const POLYNOMIAL = 0xc96c5795d7870f42n
const STEP = 8
/** Memory: the tables, the CRC so far, and on a page of their own the bytes to add to it. */
const TABLE_SIZE = 256 * 8
const CRC = TABLE_SIZE * STEP
const BYTES = WASM_PAGE_SIZE

interface Crc64Exports {
  readonly memory: WasmMemory
  /** Adds the bytes from `at` to `end`. */
  update(at: number, end: number): number
}

const update = () =>
  wasmFunction('update', 2, (parameter, local) => {
    const [at, end] = [parameter(), parameter()]
    const crc = local('i64')
    /** What the byte `shift` bits up in the CRC contributes when `place` bytes follow it. */
    const contribution = (shift: number, place: number): Value<'i64'> =>
      i64.load(i32.shl(i32.wrap(i64.and(i64.shrU(crc, shift), 0xff)), 3), place * TABLE_SIZE)
    const eight = Array.from({ length: STEP }, (_, i) => contribution(i * 8, STEP - 1 - i))
    const one = i64.xor(contribution(0, 0), i64.shrU(crc, 8))
    const add = (bytes: Value<'i64'>, result: Value<'i64'>, count: number): Code => [
      crc.set(i64.xor(crc, bytes)),
      crc.set(result),
      at.set(i32.add(at, count)),
    ]
    return [
      crc.set(i64.load(CRC)),
      whileDo(i32.geU(i32.sub(end, at), STEP), add(i64.load(at), eight.reduce(i64.xor), STEP)),
      whileDo(i32.ltU(at, end), add(i64.load8(at), one, 1)),
      i64.store(CRC, crc),
      giveBack(0),
    ]
  })

function load(): Crc64Exports {
  const exports = instantiate<Crc64Exports>(wasmModule(BYTES / WASM_PAGE_SIZE + 1, [update()]))
  const tables = new BigUint64Array(exports.memory.buffer, 0, 256 * STEP)
  for (let i = 0; i < tables.length; i++) {
    // the first table is of single bytes, each other one of the entry before and a zero byte
    let crc = i < 256 ? BigInt(i) : (tables.at(i - 256) ?? 0n)
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (crc & 1n ? POLYNOMIAL : 0n)
    tables[i] = crc
  }
  return exports
}

let loaded: Crc64Exports | undefined

/** The CRC in 8 bytes, little-endian, as it stands in a file. */
export function crc64(bytes: Uint8Array): Buffer {
  loaded ??= load()
  const { memory, update } = loaded
  const view = new DataView(memory.buffer)
  view.setBigUint64(CRC, -1n, true)
  for (let at = 0; at < bytes.length; at += WASM_PAGE_SIZE) {
    const part = bytes.subarray(at, at + WASM_PAGE_SIZE)
    new Uint8Array(memory.buffer).set(part, BYTES)
    update(BYTES, BYTES + part.length)
  }
  const digest = Buffer.alloc(8)
  digest.writeBigUInt64LE(~view.getBigUint64(CRC, true) & 0xffff_ffff_ffff_ffffn)
  return digest
}
