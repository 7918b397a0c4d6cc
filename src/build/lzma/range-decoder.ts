/**
 * The range decoder of LZMA (LZMA specification by Igor Pavlov, "Range Decoder"), as WebAssembly. A probability is that
 * of a zero bit in 1/2048ths, 16 bits of memory. All numbers here fit 32 bits; they are held in 64 so that the sign of
 * `code - bound` is the bit.
 *
 * Whether the next bit is 0 is by design hard to predict, and each branch that the processor mispredicts costs as much
 * as decoding two bits. So where a bit decides nothing but the next step in a tree, it is turned into a mask or chooses
 * by `select`. The comparisons there differ although they ask the same: V8 makes a conditional move of a comparison
 * that one `select` alone uses, and of a shared one a number first.
 *
 * The order of the steps of a bit is chosen for few live values: x86-64 has 12 registers for them, and a value that is
 * kept in memory in between makes each bit some 3 cycles longer. So a probability is stored before the next two are
 * loaded; the processor does not wait for that. Trees of fixed depth have no loop, in which V8 would move and keep more.
 */
import { PROBABILITY_BITS } from '../../wasm/lzma-layout.ts'
import {
  type Code,
  doWhile,
  i32,
  i64,
  ifElse,
  type Local,
  type MakeLocal,
  type Operand,
  type Value,
  when,
} from './wasm-assembler.ts'

type Address = Value<'i32'>

const ADAPTATION = 5
export const FULL_RANGE = 2 ** 32 - 1
/** Below this, a byte is shifted in. */
const MIN_RANGE = 2 ** 24
const LITERAL_BITS = 8
/** In bytes. */
const LITERAL_TREE_SIZE = 2 * 2 ** LITERAL_BITS
/** p - ((p + this) >> 5) is p + ((2048 - p) >> 5), with the same rounding. */
const TOWARDS_ZERO_BIT = 2 ** ADAPTATION - 1 - 2 ** PROBABILITY_BITS

export interface RangeDecoder {
  readonly code: Local<'i64'>
  /** Where `tree` and `matchedTree` store their bits. */
  readonly symbol: Local<'i32'>
  /** Reads the first bytes. */
  readonly start: Code
  /** Reads a byte if one is due. */
  readonly normalize: Code
  /** Decodes one bit with the probability at `address`, then goes on with `zero` or `one`. */
  bit(address: Address, zero: Code, one: Code): Code
  /** Decodes `count` bits, highest first. */
  tree(base: Address, count: number): Code
  /** Decodes the 8 bits of a literal, like `tree`, by those of `matchByte`. */
  matchedTree(base: Address, matchByte: Local<'i32'>): Code
  /** Decodes `count` bits, lowest first, and adds them to `sum`. */
  reverseTree(base: Address, count: number, sum: Local<'i32'>): Code
  /** As `reverseTree`, where `count`, 1 or more, is known at run time only. */
  reverseTreeUpTo(base: Address, count: Local<'i32'>, sum: Local<'i32'>): Code
  /** Decodes `count` equiprobable bits, 1 or more, and appends them to `sum`; `count` becomes 0. */
  directBits(count: Local<'i32'>, sum: Local<'i32'>): Code
}

/** `at` is the address of the next byte. It may run past the end of the data: the caller must check. */
export function rangeDecoder(at: Local<'i32'>, local: MakeLocal): RangeDecoder {
  const state = registers(local)
  const { code, symbol, mask, node, probability } = state
  const takeByte: Code = [code.set(i64.or(i64.shl(code, 8), i64.load8(at))), at.set(i32.add(at, 1))]
  const normalize = when(i64.ltU(state.range, MIN_RANGE), [
    state.range.set(i64.shl(state.range, 8)),
    takeByte,
  ])
  const split: Code = [
    normalize,
    state.bound.set(i64.mul(i64.shrU(state.range, PROBABILITY_BITS), probability)),
  ]
  const fetch = (address: Address): Code => [node.set(address), probability.set(i64.load16(node))]
  return {
    code,
    symbol,
    normalize,
    start: [state.range.set(FULL_RANGE), code.set(0), takeByte, takeByte, takeByte, takeByte],
    // a branch: the code after it differs, and starting it early pays off
    bit: (address, zero, one) => [fetch(address), split, branched(state, zero, one)],
    tree: (base, count) => [tree(state, split, base, count), symbol.set(i32.sub(symbol, 1 << count))],
    matchedTree: (base, matchByte) => [
      matchedTree(state, split, base, matchByte),
      symbol.set(i32.sub(symbol, 1 << LITERAL_BITS)),
    ],
    reverseTree: (base, count, sum) => tree(state, split, base, count, (i) => addBit(state, sum, i)),
    reverseTreeUpTo: (base, count, sum) => {
      const { shift } = state
      const oneBit = [treeBit(state, split, base), addBit(state, sum, shift), toChild(state, base)]
      return [
        [shift.set(0), toRoot(state, base)],
        doWhile([oneBit, shift.set(i32.add(shift, 1))], i32.ltU(shift, count)),
      ]
    },
    directBits: (count, sum) =>
      doWhile([normalize, halved(state), append(mask, sum), count.set(i32.sub(count, 1))], i32.gtU(count, 0)),
  }
}

type Registers = ReturnType<typeof registers>

const registers = (local: MakeLocal) => ({
  range: local('i64'),
  code: local('i64'),
  probability: local('i64'),
  /** The part of the range that belongs to a zero. */
  bound: local('i64'),
  less: local('i64'),
  /** -1 after a zero bit and 0 after a one. */
  mask: local('i64'),
  left: local('i64'),
  right: local('i64'),
  symbol: local('i32'),
  /** The address of `probability`. */
  node: local('i32'),
  shift: local('i32'),
  /** -1 while all bits of a literal are those of the match byte, then 0. */
  agreed: local('i32'),
  /** -1 where a bit of the match byte is one. */
  matchMask: local('i32'),
  nextTree: local('i32'),
  /** `nextTree` where the bit of the match byte is one, else 0. */
  treeAfterOne: local('i32'),
})

/** Finds the bit, and narrows the range to the part that contains the code. */
const decided = ({ range, code, bound, less, mask }: Registers, meanwhile: Code): Code => [
  less.set(i64.sub(code, bound)),
  mask.set(i64.shrS(less, 63)),
  meanwhile,
  range.set(i64.select(i64.ltU(code, bound), bound, i64.sub(range, bound))),
  code.set(i64.select(i64.geU(code, bound), less, code)),
]

/** Moves the probability towards the decoded bit. */
const adapted = ({ node, probability, mask }: Registers): Code => {
  const towards = i64.add(probability, i64.and(mask, TOWARDS_ZERO_BIT))
  return i64.store16(node, i64.sub(probability, i64.shrS(towards, ADAPTATION)))
}

const branched = ({ range, code, bound, node, probability }: Registers, zero: Code, one: Code): Code => {
  const rarer = i64.sub(2 ** PROBABILITY_BITS, probability)
  return ifElse(
    i64.ltU(code, bound),
    [range.set(bound), i64.store16(node, i64.add(probability, i64.shrU(rarer, ADAPTATION))), zero],
    [
      range.set(i64.sub(range, bound)),
      code.set(i64.sub(code, bound)),
      i64.store16(node, i64.sub(probability, i64.shrU(probability, ADAPTATION))),
      one,
    ],
  )
}

/** Decodes `count` bits below a leading 1; `then` runs after each. */
const tree = (
  state: Registers,
  split: Code,
  base: Address,
  count: number,
  then: (i: number) => Code = () => [],
): Code => [
  toRoot(state, base),
  Array.from({ length: count }, (_, i) => [
    treeBit(state, split, base, i === count - 1),
    then(i),
    toChild(state, base),
  ]),
]

const toRoot = ({ symbol, node, probability }: Registers, base: Address): Code => [
  symbol.set(1),
  node.set(i32.add(base, 2)),
  probability.set(i64.load16(node)),
]

/** Decodes a bit of a tree and, unless it is the last one, loads the probability of the next. */
function treeBit(state: Registers, split: Code, base: Address, isLast = false): Code {
  const children = i32.add(base, i32.shl(state.symbol, 2))
  const next = chosenBetween(state, i64.load16(children), i64.load16(children, 2))
  return [split, decided(state, adapted(state)), isLast ? [] : next]
}

/** Makes the probability `zero` or `one`. Both are loaded while the bit is still being computed. */
const chosenBetween = (state: Registers, zero: Value<'i64'>, one: Value<'i64'>): Code => [
  state.left.set(zero),
  state.right.set(one),
  state.probability.set(i64.select(i64.ltS(state.less, 0), state.left, state.right)),
]

const toChild = ({ symbol, node, mask }: Registers, base: Address): Code => [
  append(mask, symbol),
  node.set(i32.add(base, i32.shl(symbol, 1))),
]

/**
 * The same for a literal after a match: while its bits equal those of `matchByte`, there is a tree for each bit that may
 * come next there, the second and the third; after a bit that differed, the first one is used. Where the next
 * probability is after a zero and after a one is known but for whether all bits before agreed.
 */
function matchedTree(state: Registers, split: Code, base: Address, matchByte: Local<'i32'>): Code {
  const { symbol, node, mask, probability, agreed, matchMask, nextTree, treeAfterOne } = state
  const maskOf = (i: number): Value<'i32'> => i32.shrS(i32.shl(matchByte, 24 + i), 31)
  const treeOf = (bitMask: Operand<'i32'>): Value<'i32'> =>
    i32.add(i32.and(bitMask, LITERAL_TREE_SIZE), LITERAL_TREE_SIZE)
  const children = i32.add(base, i32.shl(symbol, 2))
  const treeAfterZero = i32.xor(nextTree, treeAfterOne)
  const next = (i: number): Code => [
    nextTree.set(treeOf(maskOf(i))),
    treeAfterOne.set(i32.and(nextTree, matchMask)),
    chosenBetween(
      state,
      i64.load16(i32.add(children, i32.and(treeAfterZero, agreed))),
      i64.load16(i32.add(children, i32.and(treeAfterOne, agreed)), 2),
    ),
    agreed.set(i32.and(agreed, i32.xor(i32.wrap(mask), matchMask))),
    matchMask.set(maskOf(i)),
    toChild(state, i32.add(base, i32.and(agreed, nextTree))),
  ]
  return [
    [symbol.set(1), agreed.set(-1), matchMask.set(maskOf(0))],
    node.set(i32.add(i32.add(base, treeOf(matchMask)), 2)),
    probability.set(i64.load16(node)),
    Array.from({ length: LITERAL_BITS }, (_, i) => [
      split,
      decided(state, adapted(state)),
      i === LITERAL_BITS - 1 ? append(mask, symbol) : next(i + 1),
    ]),
  ]
}

/** An equiprobable bit: half the range. */
const halved = ({ range, code, mask }: Registers): Code => [
  range.set(i64.shrU(range, 1)),
  code.set(i64.sub(code, range)),
  mask.set(i64.shrS(code, 63)),
  code.set(i64.add(code, i64.and(range, mask))),
]

/** Adds the bit to `sum`, shifted. */
const addBit = ({ mask }: Registers, sum: Local<'i32'>, shift: Operand<'i32'>): Code =>
  sum.set(i32.add(sum, i32.shl(i32.wrap(i64.add(mask, 1)), shift)))

const append = (mask: Local<'i64'>, sum: Local<'i32'>): Code =>
  sum.set(i32.add(i32.add(i32.shl(sum, 1), 1), i32.wrap(mask)))
