import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Code,
  doWhile,
  giveBack,
  i32,
  i64,
  ifElse,
  type Value,
  type WasmFunction,
  wasmFunction,
  wasmModule,
  when,
  whileDo,
} from '../../../src/build/lzma/wasm-assembler.ts'
import { instantiate, type WasmMemory } from '../../../src/wasm/instantiate.ts'

type Exports = { readonly memory: WasmMemory } & Record<string, (...args: number[]) => number>

const exportsOf = (...functions: WasmFunction[]): Exports => instantiate(wasmModule(1, functions)) as Exports

/** A function of two parameters that returns the value of `write` for them. */
const ofTwo = (write: (a: Value<'i32'>, b: Value<'i32'>) => Value<'i32'>) => {
  const run = exportsOf(wasmFunction('run', 2, (parameter) => giveBack(write(parameter(), parameter())))).run!
  return (a: number, b: number): number => run(a, b) >>> 0
}
const constant = (value: number) =>
  exportsOf(wasmFunction('run', 0, () => giveBack({ type: 'i32', code: i32.add(value, 0).code }))).run!()

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('operations', () => {
  it.each([
    ['add', (a, b) => a + b],
    ['sub', (a, b) => a - b],
    ['mul', (a, b) => Math.imul(a, b)],
    ['and', (a, b) => a & b],
    ['or', (a, b) => a | b],
    ['xor', (a, b) => a ^ b],
    ['shl', (a, b) => a << b],
    ['shrS', (a, b) => a >> b],
    ['shrU', (a, b) => a >>> b],
    ['ne', (a, b) => Number(a !== b)],
    ['ltU', (a, b) => Number(a < b)],
    ['gtU', (a, b) => Number(a > b)],
    ['geU', (a, b) => Number(a >= b)],
  ] as ['add', (a: number, b: number) => number][])('i32.%s()', (name, expected) => {
    const run = ofTwo(i32[name])
    const values = fc.oneof(u32, fc.nat(40))
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(run(a, b)).toBe(expected(a, b) >>> 0)
        expect(run(a, a)).toBe(expected(a, a) >>> 0)
      }),
      { seed: 1 },
    )
  })

  it('i64: numbers of more than 32 bits, and signs', () => {
    const product = i64.mul(2 ** 31, 2 ** 31)
    const run = exportsOf(
      wasmFunction('high', 0, () => giveBack(i32.wrap(i64.shrU(product, 32)))),
      wasmFunction('sign', 0, () => giveBack(i32.wrap(i64.shrS(i64.sub(1, 2), 63)))),
      wasmFunction('less', 0, () => giveBack(i64.ltS(-1, 0))),
      wasmFunction('lessUnsigned', 0, () => giveBack(i64.ltU(-1, 0))),
      wasmFunction('select', 2, (parameter) => {
        const [a, b] = [parameter(), parameter()]
        return giveBack(i32.select(i32.ltU(a, b), a, b))
      }),
    )
    expect(run.high!()).toBe(2 ** 30)
    expect(run.sign!()).toBe(-1)
    expect(run.less!()).toBe(1)
    expect(run.lessUnsigned!()).toBe(0)
    expect([run.select!(3, 4), run.select!(4, 3)]).toEqual([3, 3])
  })

  it.each([0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 2 ** 31 - 1, -(2 ** 31), 1e9])(
    'the constant %d',
    (value) => {
      expect(constant(value)).toBe(value)
    },
  )

  it('loads and stores, at any address and offset', () => {
    const address = 4096 + 1
    const { memory, run } = exportsOf(
      wasmFunction('run', 0, () => [
        i64.store(address, 0x1122_3344_5566, 200),
        i64.store16(address, i64.load16(address, 200), 300),
        i32.store8(address, i32.load8(address, 202), 302),
        i32.store(address, i32.load(address, 201), 400),
        giveBack(i32.wrap(i64.load8(address, 205))),
      ]),
    )
    expect(run!()).toBe(0x11)
    const bytes = Buffer.from(memory.buffer)
    expect(bytes.readUInt32LE(address + 200)).toBe(0x3344_5566)
    expect(bytes.readUInt32LE(address + 300)).toBe(0x44_5566)
    expect(bytes.readUInt32LE(address + 400)).toBe(0x2233_4455)
  })
})

describe('control', () => {
  /** Counts what `body` does with a counter and a sum until the counter is 0. */
  const counted = (write: (counter: Value<'i32'>, step: Code) => Code) =>
    exportsOf(
      wasmFunction('run', 1, (parameter, local) => {
        const [counter, sum] = [parameter(), local('i32')]
        const step: Code = [sum.set(i32.add(sum, 1)), counter.set(i32.sub(counter, 1))]
        return [write(counter, step), giveBack(sum)]
      }),
    ).run!

  it('repeats, tested before or after', () => {
    const testedBefore = counted((counter, step) => whileDo(counter, step))
    const testedAfter = counted((counter, step) => doWhile(step, i32.ne(counter, 0)))
    expect([0, 1, 300].map((n) => testedBefore(n))).toEqual([0, 1, 300])
    expect([1, 300].map((n) => testedAfter(n))).toEqual([1, 300])
  })

  it('chooses', () => {
    const { run } = exportsOf(
      wasmFunction('run', 1, (parameter) => {
        const a = parameter()
        return [when(i32.ltU(a, 10), giveBack(1)), ifElse(i32.ltU(a, 20), a.set(2), a.set(3)), giveBack(a)]
      }),
    )
    expect([run!(5), run!(15), run!(25)]).toEqual([1, 2, 3])
  })
})

it('wasmModule() exports its functions by name, with locals of both types, and memory of so many pages', () => {
  const many = wasmFunction('many', 1, (parameter, local) => {
    const a = parameter()
    const locals = Array.from({ length: 200 }, (_, i) => [local('i32'), local('i64'), i] as const)
    return [
      locals.map(([x, y, i]) => [x.set(i32.add(a, i)), y.set(i)]),
      giveBack(locals.reduce((sum, [x, y]) => i32.sub(i32.add(sum, x), i32.wrap(y)), i32.add(0, 0))),
    ]
  })
  const exports = instantiate(wasmModule(3, [many])) as Exports
  expect(Object.keys(exports).sort()).toEqual(['many', 'memory'])
  expect(exports.memory.buffer.byteLength).toBe(3 * 65_536)
  expect(exports.many!(7)).toBe(1400)
})
