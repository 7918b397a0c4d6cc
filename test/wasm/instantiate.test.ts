import { expect, it } from 'vitest'
import { giveBack, wasmFunction, wasmModule } from '../../src/build/lzma/wasm-assembler.ts'
import { instantiate, WASM_PAGE_SIZE, type WasmGlobal, type WasmMemory } from '../../src/wasm/instantiate.ts'

/**
 * (module (import "a" "b" (func (param i32))) (global (export "g") i32 (i32.const 7)) (func (export "f") i32.const 5
 * call 0))
 */
const PROGRAM = Buffer.from(
  '0061736d01000000' + // magic, version
    '0108026001' +
    '7f00' +
    '600000' + // types: (i32) -> (), () -> ()
    '0207010161016200' +
    '00' + // import a.b: type 0
    '03020101' + // function 1: type 1
    '0606017f0041070b' + // global 0: i32 7
    '07090201670300' +
    '01660001' + // exports g, f
    '0a08010600' +
    '41051000' +
    '0b', // f
  'hex',
).toString('base64')

it('instantiate() gives the exports, and calls the imports', () => {
  const calls: number[] = []
  const { f, g } = instantiate<{ f(): void; g: WasmGlobal }>(PROGRAM, {
    a: { b: (n = 0) => calls.push(n) },
  })
  f()
  expect([g.value, calls]).toEqual([7, [5]])
})

const WRITTEN = wasmModule(1, [wasmFunction('run', 0, () => giveBack(7))])

it('instantiate() takes bytes too, and gives memory that grows by pages', () => {
  const { memory, run } = instantiate<{ memory: WasmMemory; run(): number }>(WRITTEN)
  expect(run()).toBe(7)
  memory.grow(2)
  expect(memory.buffer.byteLength).toBe(3 * WASM_PAGE_SIZE)
  expect(() => memory.grow(65_536)).toThrow(RangeError)
})

it('instantiate() refuses what is no module', () => {
  expect(() => instantiate(WRITTEN.subarray(0, -1))).toThrow('WebAssembly.Module()')
})
