import { expect, it } from 'vitest'
import { giveBack, wasmFunction, wasmModule } from '../../src/read/wasm-assembler.ts'
import { instantiate, WASM_PAGE_SIZE, type WasmMemory } from '../../src/read/wasm-instance.ts'

const MODULE = wasmModule(1, [wasmFunction('run', 0, () => giveBack(7))])

it('instantiate() gives what a module exports, with memory that grows by pages', () => {
  const { memory, run } = instantiate(MODULE) as { memory: WasmMemory; run(): number }
  expect(run()).toBe(7)
  memory.grow(2)
  expect(memory.buffer.byteLength).toBe(3 * WASM_PAGE_SIZE)
  expect(() => memory.grow(65_536)).toThrow(RangeError)
})

it('instantiate() refuses what is no module', () => {
  expect(() => instantiate(MODULE.subarray(0, -1))).toThrow('WebAssembly.Module()')
})
