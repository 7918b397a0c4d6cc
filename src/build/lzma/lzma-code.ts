/**
 * The decoder of LZMA chunks (LZMA specification by Igor Pavlov), as WebAssembly: one function, so that its state is
 * in local variables, written by the functions below.
 *
 *   decode(at, end, out, limit): LzmaOutcome
 *
 * Decodes the compressed bytes of a chunk from `at`, after the first one, which is always 0, to `end`, and writes from
 * `out` to `limit`. wasm/lzma-layout.ts describes the memory. The data is untrusted: a distance must lie within what
 * was written since the dictionary was reset, and a length within the chunk.
 */
import * as memory from '../../wasm/lzma-layout.ts'
import { LzmaOutcome } from '../../wasm/lzma-layout.ts'
import { copyMatch } from './match-copy.ts'
import { FULL_RANGE, rangeDecoder } from './range-decoder.ts'
import {
  type Code,
  giveBack,
  i32,
  i64,
  ifElse,
  type Local,
  type MakeLocal,
  type Operand,
  type Value,
  type WasmFunction,
  wasmFunction,
  wasmModule,
  when,
  whileDo,
} from './wasm-assembler.ts'

/** States below this follow a literal (specification: kNumLitStates). */
const LITERAL_STATES = 7
/** After 8 short and 8 middle lengths from 2 on. */
const FIRST_HIGH_LENGTH = 18
const FIRST_SLOT_WITH_BITS = 4
/** From this slot on a distance has equiprobable bits, and below them 4 bits from a tree of their own. */
const FIRST_DIRECT_SLOT = 14
const ALIGN_BITS = 4

export const lzmaDecode = (): WasmFunction =>
  wasmFunction('decode', 4, (parameter, local) => {
    const [at, end, out, limit] = [parameter(), parameter(), parameter(), parameter()]
    const context = { ...variables(local), at, out, limit, range: rangeDecoder(at, local) }
    const { range, state, rep0, position, previous } = context
    return [
      state.set(i32.load(memory.STATE)),
      rep0.set(i32.load(memory.REP0)),
      position.set(i32.sub(out, i32.load(memory.DICTIONARY_START))),
      previous.set(i32.select(position, i32.load8(i32.sub(out, 1)), 0)),
      range.start,
      // the code is always within the range: range.bit() and the like rely on it
      when(i64.geU(range.code, FULL_RANGE), giveBack(LzmaOutcome.corrupt)),
      whileDo(i32.ltU(out, limit), packet(context)),
      range.normalize,
      i32.store(memory.STATE, state),
      i32.store(memory.REP0, rep0),
      endIfInputEnded(context),
      when(i32.or(i32.ne(at, end), i64.ne(range.code, 0)), giveBack(LzmaOutcome.inputLeft)),
      giveBack(LzmaOutcome.complete),
    ]
  })

const variables = (local: MakeLocal) => ({
  state: local('i32'),
  rep0: local('i32'),
  /** Bytes since the dictionary was reset. */
  position: local('i32'),
  /** The byte before the next one, 0 for the first: read from memory again it would come later. */
  previous: local('i32'),
  positionState: local('i32'),
  length: local('i32'),
  distance: local('i32'),
  base: local('i32'),
  count: local('i32'),
  temporary: local('i32'),
  other: local('i32'),
})

interface Context extends ReturnType<typeof variables> {
  readonly at: Local<'i32'>
  readonly out: Local<'i32'>
  readonly limit: Local<'i32'>
  readonly range: ReturnType<typeof rangeDecoder>
}

/** The probability of `index` in a table of 16-bit ones. */
const entry = (table: number, index: Operand<'i32'>): Value<'i32'> => i32.add(i32.shl(index, 1), table)

/** ... in a table of 16, by position, for each state. */
const entryByPosition = (table: number, { state, positionState }: Context): Value<'i32'> =>
  entry(table, i32.add(i32.shl(state, 4), positionState))

/** The state after a match of some kind: one of two, depending on whether a literal came before. */
const enter = ({ state }: Context, afterLiteral: number, afterMatch: number): Code =>
  state.set(i32.select(i32.ltU(state, LITERAL_STATES), afterLiteral, afterMatch))

/** The program: its memory starts with one page, and its caller adds more. */
export const lzmaProgram = (): Uint8Array => wasmModule(1, [lzmaDecode()])

const endIfInputEnded = ({ at }: Context): Code =>
  when(i32.gtU(at, i32.load(memory.INPUT_END)), giveBack(LzmaOutcome.inputEnded))

/** One literal or match. */
function packet(context: Context): Code {
  const { out, position, positionState, range } = context
  return [
    position.set(i32.sub(out, i32.load(memory.DICTIONARY_START))),
    positionState.set(i32.and(position, i32.load(memory.POSITION_MASK))),
    range.bit(
      entryByPosition(memory.IS_MATCH, context),
      [literal(context), endIfInputEnded(context)],
      [match(context), endIfInputEnded(context), checkMatch(context), copyMatch(context)],
    ),
  ]
}

function literal(context: Context): Code {
  const { out, position, base, previous, state, rep0, temporary, range } = context
  const contextBits = i32.load(memory.LITERAL_CONTEXT_BITS)
  const index = i32.add(
    i32.shl(i32.and(position, i32.load(memory.LITERAL_POSITION_MASK)), contextBits),
    i32.shrU(previous, i32.sub(8, contextBits)),
  )
  return [
    base.set(i32.add(i32.mul(index, memory.LITERAL_SIZE * 2), memory.LITERALS)),
    ifElse(
      i32.ltU(state, LITERAL_STATES),
      [range.tree(base, 8), state.set(i32.select(i32.geU(state, 4), i32.sub(state, 3), 0))],
      [
        // the byte that would have continued the match is ruled out, and its bits choose the tree
        temporary.set(i32.load8(i32.sub(i32.sub(out, rep0), 1))),
        range.matchedTree(base, temporary),
        state.set(i32.select(i32.ltU(state, 10), i32.sub(state, 3), i32.sub(state, 6))),
      ],
    ),
    previous.set(range.symbol),
    i32.store8(out, previous),
    out.set(i32.add(out, 1)),
  ]
}

const match = (context: Context): Code =>
  context.range.bit(entry(memory.IS_REP, context.state), newMatch(context), repeatedMatch(context))

function newMatch(context: Context): Code {
  const { rep0, base, length, distance, range } = context
  const lengthState = i32.select(i32.ltU(length, 5), i32.sub(length, 2), 3)
  return [
    i32.store(memory.REP3, i32.load(memory.REP2)),
    i32.store(memory.REP2, i32.load(memory.REP1)),
    i32.store(memory.REP1, rep0),
    matchLength(context, memory.MATCH_LENGTH),
    enter(context, 7, 10),
    base.set(i32.add(i32.shl(lengthState, 7), memory.SLOT_TREES)),
    range.tree(base, 6),
    distance.set(range.symbol),
    when(i32.geU(distance, FIRST_SLOT_WITH_BITS), distanceBits(context)),
    rep0.set(distance),
  ]
}

/**
 * Decodes a distance from the slot in `distance`, which gives its two highest bits and the number of bits that follow.
 */
function distanceBits({ distance, count, base, temporary, range }: Context): Code {
  const slot = temporary
  return [
    slot.set(distance),
    count.set(i32.sub(i32.shrU(slot, 1), 1)),
    distance.set(i32.or(i32.and(slot, 1), 2)),
    ifElse(
      i32.ltU(slot, FIRST_DIRECT_SLOT),
      [
        distance.set(i32.shl(distance, count)),
        base.set(entry(memory.SPECIAL_TREES, i32.sub(distance, slot))),
        range.reverseTreeUpTo(base, count, distance),
      ],
      [
        count.set(i32.sub(count, ALIGN_BITS)),
        range.directBits(count, distance),
        distance.set(i32.shl(distance, ALIGN_BITS)),
        base.set(memory.ALIGN_TREE),
        range.reverseTree(base, ALIGN_BITS, distance),
      ],
    ),
  ]
}

/** A match whose distance is one of the last four, which moves to the front. */
function repeatedMatch(context: Context): Code {
  const { state, rep0, length, distance, range } = context
  const olderThanRep1 = range.bit(entry(memory.IS_REP_G2, state), distance.set(i32.load(memory.REP2)), [
    distance.set(i32.load(memory.REP3)),
    i32.store(memory.REP3, i32.load(memory.REP2)),
  ])
  const olderThanRep0 = range.bit(entry(memory.IS_REP_G1, state), distance.set(i32.load(memory.REP1)), [
    olderThanRep1,
    i32.store(memory.REP2, i32.load(memory.REP1)),
  ])
  return [
    length.set(0),
    range.bit(
      entry(memory.IS_REP_G0, state),
      range.bit(entryByPosition(memory.IS_REP0_LONG, context), length.set(1), []),
      [olderThanRep0, i32.store(memory.REP1, rep0), rep0.set(distance)],
    ),
    ifElse(length, enter(context, 9, 11), [matchLength(context, memory.REP_LENGTH), enter(context, 8, 11)]),
  ]
}

function matchLength({ base, positionState, length, range }: Context, table: number): Code {
  const treeByPosition = (trees: number) => base.set(i32.add(i32.shl(positionState, 4), table + trees))
  const [choice, choice2] = [entry(table, 0), entry(table, 1)]
  return [
    range.bit(
      choice,
      [treeByPosition(memory.LOW_TREES), length.set(2)],
      range.bit(
        choice2,
        [treeByPosition(memory.MIDDLE_TREES), length.set(2 + 8)],
        [
          base.set(table + memory.HIGH_TREE),
          range.tree(base, 8),
          length.set(i32.add(range.symbol, FIRST_HIGH_LENGTH)),
        ],
      ),
    ),
    when(i32.ltU(length, FIRST_HIGH_LENGTH), [
      range.tree(base, 3),
      length.set(i32.add(range.symbol, length)),
    ]),
  ]
}

/** The data is untrusted. */
const checkMatch = ({ out, limit, rep0, position, length }: Context): Code => [
  when(i32.geU(rep0, position), giveBack(LzmaOutcome.corrupt)),
  when(i32.geU(rep0, i32.load(memory.DICTIONARY_SIZE)), giveBack(LzmaOutcome.corrupt)),
  when(i32.gtU(length, i32.sub(limit, out)), giveBack(LzmaOutcome.pastLimit)),
]
