/**
 * Writes WebAssembly (WebAssembly Core Specification 2.0, chapter 5 "Binary Format"): as much of it as a decoder with
 * all of its state in local variables needs. The other programs of src/wasm are written in AssemblyScript, which has no
 * macros: decoding a bit changes four locals, so it would have to be written out there at each of its fourteen places,
 * or keep its state in memory. Here a function of TypeScript is the macro. V8 optimises the result as it is: measured,
 * AssemblyScript's optimiser made the same decoder no faster. All of this runs when the package is built.
 */

export type ValueType = 'i32' | 'i64'

/** Instructions, in nested form. */
export type Code = number | readonly Code[]

/** Code that leaves a value. */
export interface Value<T extends ValueType> {
  readonly type: T
  readonly code: Code
}

/** A value, or a number as a constant. */
export type Operand<T extends ValueType> = Value<T> | number

export interface Local<T extends ValueType> extends Value<T> {
  set(value: Operand<T>): Code
}

const TYPE_CODES = { i32: 0x7f, i64: 0x7e } as const
const CONST = { i32: 0x41, i64: 0x42 } as const
const NO_RESULT = 0x40
const END = 0x0b

const codeOf = <T extends ValueType>(type: T, operand: Operand<T>): Code =>
  typeof operand === 'number' ? [CONST[type], signedLeb(operand)] : operand.code

const binary =
  <T extends ValueType, R extends ValueType>(type: T, result: R, opcode: number) =>
  (a: Operand<T>, b: Operand<T>): Value<R> => ({
    type: result,
    code: [codeOf(type, a), codeOf(type, b), opcode],
  })

/** Addresses may have any alignment; `offset` is added to them. */
const load =
  <T extends ValueType>(type: T, opcode: number) =>
  (address: Operand<'i32'>, offset = 0): Value<T> => ({
    type,
    code: [codeOf('i32', address), opcode, 0, unsignedLeb(offset)],
  })

const store =
  <T extends ValueType>(type: T, opcode: number) =>
  (address: Operand<'i32'>, value: Operand<T>, offset = 0): Code => [
    codeOf('i32', address),
    codeOf(type, value),
    opcode,
    0,
    unsignedLeb(offset),
  ]

/** `a` where `condition` is not zero, else `b`: no branch, so nothing to mispredict. Both are computed. */
const select =
  <T extends ValueType>(type: T) =>
  (condition: Operand<'i32'>, a: Operand<T>, b: Operand<T>): Value<T> => ({
    type,
    code: [codeOf(type, a), codeOf(type, b), codeOf('i32', condition), 0x1b],
  })

export const i32 = {
  select: select('i32'),
  load: load('i32', 0x28),
  load8: load('i32', 0x2d),
  store: store('i32', 0x36),
  store8: store('i32', 0x3a),
  ltU: binary('i32', 'i32', 0x49),
  gtU: binary('i32', 'i32', 0x4b),
  geU: binary('i32', 'i32', 0x4f),
  ne: binary('i32', 'i32', 0x47),
  add: binary('i32', 'i32', 0x6a),
  sub: binary('i32', 'i32', 0x6b),
  and: binary('i32', 'i32', 0x71),
  or: binary('i32', 'i32', 0x72),
  xor: binary('i32', 'i32', 0x73),
  mul: binary('i32', 'i32', 0x6c),
  shl: binary('i32', 'i32', 0x74),
  shrS: binary('i32', 'i32', 0x75),
  shrU: binary('i32', 'i32', 0x76),
  wrap: (value: Operand<'i64'>): Value<'i32'> => ({ type: 'i32', code: [codeOf('i64', value), 0xa7] }),
} as const

export const i64 = {
  select: select('i64'),
  load: load('i64', 0x29),
  load8: load('i64', 0x31),
  load16: load('i64', 0x33),
  store: store('i64', 0x37),
  store16: store('i64', 0x3d),
  ne: binary('i64', 'i32', 0x52),
  ltS: binary('i64', 'i32', 0x53),
  ltU: binary('i64', 'i32', 0x54),
  geU: binary('i64', 'i32', 0x5a),
  add: binary('i64', 'i64', 0x7c),
  sub: binary('i64', 'i64', 0x7d),
  mul: binary('i64', 'i64', 0x7e),
  and: binary('i64', 'i64', 0x83),
  or: binary('i64', 'i64', 0x84),
  xor: binary('i64', 'i64', 0x85),
  shl: binary('i64', 'i64', 0x86),
  shrS: binary('i64', 'i64', 0x87),
  shrU: binary('i64', 'i64', 0x88),
} as const

export const ifElse = (condition: Operand<'i32'>, then: Code, otherwise: Code): Code => [
  [codeOf('i32', condition), 0x04, NO_RESULT, then],
  [0x05, otherwise, END],
]

export const when = (condition: Operand<'i32'>, then: Code): Code => [
  [codeOf('i32', condition), 0x04, NO_RESULT],
  [then, END],
]

export const doWhile = (body: Code, condition: Operand<'i32'>): Code => [
  [0x03, NO_RESULT, body],
  [codeOf('i32', condition), 0x0d, 0, END],
]

export const whileDo = (condition: Operand<'i32'>, body: Code): Code => [
  0x03,
  NO_RESULT,
  when(condition, [body, 0x0c, 1]),
  END,
] // the branch leaves the `if` and repeats the loop

/** Ends the function. */
export const giveBack = (value: Operand<'i32'>): Code => [codeOf('i32', value), 0x0f]

/** Adds a local variable, which starts as zero. */
export type MakeLocal = <T extends ValueType>(type: T) => Local<T>

export interface WasmFunction {
  readonly name: string
  readonly parameters: number
  readonly locals: readonly ValueType[]
  readonly body: Code
}

/** A function of 32-bit parameters with a 32-bit result. `write` gets its parameters and makes further locals. */
export function wasmFunction(
  name: string,
  parameters: number,
  write: (parameter: () => Local<'i32'>, local: MakeLocal) => Code,
): WasmFunction {
  const locals: ValueType[] = []
  let parametersTaken = 0
  const body = write(
    () => localAt('i32', parametersTaken++),
    (type) => localAt(type, parameters + locals.push(type) - 1),
  )
  return { name, parameters, locals, body }
}

const localAt = <T extends ValueType>(type: T, index: number): Local<T> => ({
  type,
  code: [0x20, unsignedLeb(index)],
  set: (value) => [codeOf(type, value), 0x21, unsignedLeb(index)],
})

/** A module that exports `functions` and its `memory`, which starts with `pages` of 64 KiB. */
export function wasmModule(pages: number, functions: readonly WasmFunction[]): Uint8Array {
  const types = functions.map(({ parameters }) => [
    [0x60, vector(Array<Code>(parameters).fill(TYPE_CODES.i32))],
    vector([TYPE_CODES.i32]),
  ])
  const exported = functions.map(({ name }, i) => [nameCode(name), 0x00, unsignedLeb(i)])
  return Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, vector(types)),
      section(3, vector(functions.map((_, i) => unsignedLeb(i)))),
      section(5, vector([[0x00, unsignedLeb(pages)]])),
      section(7, vector([[nameCode('memory'), 0x02, 0], ...exported])),
      section(10, vector(functions.map(functionCode))),
    ]),
  )
}

const functionCode = ({ locals, body }: WasmFunction): Code =>
  sized([vector(locals.map((type) => [1, TYPE_CODES[type]])), body, END])

const section = (id: number, content: Code): Code => [id, sized(content)]

const vector = (items: readonly Code[]): Code => [unsignedLeb(items.length), items]

const nameCode = (name: string): Code => sized([...Buffer.from(name)])

function sized(content: Code): Code {
  const bytes = flat(content)
  return [unsignedLeb(bytes.length), bytes]
}

function flat(code: Code, bytes: number[] = []): number[] {
  if (typeof code === 'number') bytes.push(code)
  else for (const part of code) flat(part, bytes)
  return bytes
}

/** LEB128: 7 bits a byte, lowest first, with the top bit set except in the last. */
function unsignedLeb(value: number): Code {
  return value < 0x80 ? value : [(value % 0x80) | 0x80, unsignedLeb(Math.floor(value / 0x80))]
}

/** The same in two's complement: the last byte's bit 6 is the sign. */
function signedLeb(value: number): Code {
  if (value >= -0x40 && value < 0x40) return value & 0x7f
  const rest = Math.floor(value / 0x80)
  return [(value - rest * 0x80) | 0x80, signedLeb(rest)]
}
