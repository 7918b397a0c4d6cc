/**
 * The range decoder of LZMA (LZMA specification by Igor Pavlov, "Range Decoder"), as WebAssembly. A probability is that
 * of a zero bit in 1/2048ths, 16 bits of memory. All numbers here fit 32 bits; they are held in 64 so that the sign of
 * `code - bound` is the bit.
 *
 * Whether the next bit is 0 is by design hard to predict, and each branch that the processor mispredicts costs as much
 * as decoding two bits. So where a bit decides nothing but the next step in a tree, it is turned into a mask or chooses
 * by `select`. The comparisons there differ although they ask the same: V8 makes a conditional move of a comparison
 * that one `select` alone uses, and of a shared one a number first.
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
/** p - ((p + this) >> 5) is p + ((2048 - p) >> 5), with the same rounding. */
const TOWARDS_ZERO_BIT = 2 ** ADAPTATION - 1 - 2 ** PROBABILITY_BITS

export interface RangeDecoder {
  readonly code: Local<'i64'>
  /** Where trees store their bits. */
  readonly symbol: Local<'i32'>
  /** Reads the first bytes. */
  readonly start: Code
  /** Reads a byte if one is due. */
  readonly normalize: Code
  /** Decodes one bit with the probability at `address`, then goes on with `zero` or `one`. */
  bit(address: Address, zero: Code, one: Code): Code
  /** Decodes bits below a leading 1, highest first, until `symbol` reaches `limit`: a power of two. */
  tree(base: Address, limit: Operand<'i32'>): Code
  /** Decodes the 8 bits of a literal, like `tree`, by those of `matchByte`, which is consumed. */
  matchedTree(base: Address, matchByte: Local<'i32'>): Code
  /** Decodes `count` bits, 1 or more, lowest first, and adds them to `sum`. */
  reverseTree(base: Address, count: Operand<'i32'>, sum: Local<'i32'>): Code
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
    tree: (base, limit) => tree(state, split, base, limit),
    matchedTree: (base, matchByte) => matchedTree(state, split, base, matchByte),
    reverseTree: (base, count, sum) => {
      const { shift } = state
      const add = sum.set(i32.add(sum, i32.shl(i32.wrap(i64.add(mask, 1)), shift)))
      return [shift.set(0), tree(state, split, base, i32.shl(1, count), [add, shift.set(i32.add(shift, 1))])]
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
  rest: local('i64'),
  less: local('i64'),
  /** -1 after a zero bit and 0 after a one. */
  mask: local('i64'),
  left: local('i64'),
  right: local('i64'),
  symbol: local('i32'),
  /** The address of `probability`. */
  node: local('i32'),
  shift: local('i32'),
  matchBit: local('i32'),
  offset: local('i32'),
})

/** Narrows the range to the part that contains the code. */
const narrowed = ({ range, code, bound, rest, less, mask }: Registers): Code => [
  rest.set(i64.sub(range, bound)),
  less.set(i64.sub(code, bound)),
  mask.set(i64.shrS(less, 63)),
  range.set(i64.select(i64.ltU(code, bound), bound, rest)),
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

/**
 * Loads both probabilities that may be next while the bit that chooses between them is still being computed. `then`
 * runs for each bit, before it is appended.
 */
function tree(state: Registers, split: Code, base: Address, limit: Operand<'i32'>, then: Code = []): Code {
  const { symbol, node, mask } = state
  const children = i32.add(base, i32.shl(symbol, 2))
  return [
    symbol.set(1),
    state.probability.set(i64.load16(base, 2)),
    doWhile(
      [
        [split, node.set(i32.add(base, i32.shl(symbol, 1)))],
        chosenBetween(state, i64.load16(children), i64.load16(children, 2)),
        [then, append(mask, symbol)],
      ],
      i32.ltU(symbol, limit),
    ),
  ]
}

/** The same for a literal after a match: while its bits equal those of `matchByte`, there are trees for each. */
function matchedTree(state: Registers, split: Code, base: Address, matchByte: Local<'i32'>): Code {
  const { symbol, node, mask, offset, matchBit } = state
  /** The probability in the second and third tree, or in the first one after a bit that differed: offset is 0 then. */
  const at = (offset: Value<'i32'>, symbol: Value<'i32'>): Value<'i32'> => {
    const tree = i32.add(offset, i32.and(matchByte, offset))
    return i32.add(base, i32.shl(i32.add(tree, symbol), 1))
  }
  const twice = i32.shl(symbol, 1)
  const nextBit = matchByte.set(i32.shl(matchByte, 1))
  return [
    [symbol.set(1), offset.set(0x100), nextBit],
    state.probability.set(i64.load16(at(offset, symbol))),
    doWhile(
      [
        [split, node.set(at(offset, symbol)), matchBit.set(i32.and(matchByte, offset)), nextBit],
        chosenBetween(
          state,
          i64.load16(at(i32.xor(offset, matchBit), twice)),
          i64.load16(at(matchBit, i32.or(twice, 1))),
        ),
        [offset.set(i32.xor(matchBit, i32.and(offset, i32.wrap(mask)))), append(mask, symbol)],
      ],
      i32.ltU(symbol, 0x100),
    ),
  ]
}

/** Decodes a bit, and then makes the probability `zero` or `one`. */
const chosenBetween = (state: Registers, zero: Value<'i64'>, one: Value<'i64'>): Code => [
  state.left.set(zero),
  state.right.set(one),
  narrowed(state),
  adapted(state),
  state.probability.set(i64.select(i64.ltS(state.less, 0), state.left, state.right)),
]

/** An equiprobable bit: half the range. */
const halved = ({ range, code, mask }: Registers): Code => [
  range.set(i64.shrU(range, 1)),
  code.set(i64.sub(code, range)),
  mask.set(i64.shrS(code, 63)),
  code.set(i64.add(code, i64.and(range, mask))),
]

const append = (mask: Local<'i64'>, sum: Local<'i32'>): Code =>
  sum.set(i32.add(i32.add(i32.shl(sum, 1), 1), i32.wrap(mask)))
