/**
 * The memory of the LZMA decoder: words that outlive a chunk, the probabilities of LZMA, then the uncompressed bytes of
 * all blocks, and after them the compressed bytes of one block. Shared by the generator of the program
 * (build/lzma/lzma-code.ts) and by its caller (codecs/xz/lzma2-decoder.ts).
 */

/**
 * What `decode` returns. `inputEnded`: it took bytes past INPUT_END, and found no fault before. `inputLeft`: all of the
 * output is written, but the compressed bytes go on or end in the middle of a code. `pastLimit`: a match goes on after the
 * end of the output, of which at most what that match would fill is not written.
 */
export const LzmaOutcome = { complete: 0, corrupt: 1, inputEnded: 2, inputLeft: 3, pastLimit: 4 } as const

/** A probability is that of a zero bit, in 1/2048ths; all of them start at one half. */
export const PROBABILITY_BITS = 11
export const INITIAL_PROBABILITY = 1 << (PROBABILITY_BITS - 1)

/** Words of 32 bits. */
export const STATE = 0
/** The last four distances, less one. */
export const REP0 = 4
export const REP1 = 8
export const REP2 = 12
export const REP3 = 16
/** Properties of the chunk: how many high bits of the byte before, and which bits of the position, choose a context. */
export const LITERAL_CONTEXT_BITS = 20
export const LITERAL_POSITION_MASK = 24
export const POSITION_MASK = 28
/** Address of the first byte since the dictionary was reset: distances must not reach before it. */
export const DICTIONARY_START = 32
export const DICTIONARY_SIZE = 36
/** The end of the bytes of the chunk that are present. */
export const INPUT_END = 40

const STATES = 12
const POSITION_STATES = 16
const LENGTH_STATES = 4
const SLOTS = 64
const ALIGN_SIZE = 16
/** By slot: those with 1 to 5 bits to decode by probability, which share a run of trees (LZMA specification). */
const SPECIAL_SIZE = 128

/** Probabilities take 2 bytes. */
const after = (address: number, count: number): number => address + count * 2

export const PROBABILITIES = 64
export const IS_MATCH = PROBABILITIES
export const IS_REP = after(IS_MATCH, STATES * POSITION_STATES)
export const IS_REP_G0 = after(IS_REP, STATES)
export const IS_REP_G1 = after(IS_REP_G0, STATES)
export const IS_REP_G2 = after(IS_REP_G1, STATES)
export const IS_REP0_LONG = after(IS_REP_G2, STATES)
export const SLOT_TREES = after(IS_REP0_LONG, STATES * POSITION_STATES)
export const SPECIAL_TREES = after(SLOT_TREES, LENGTH_STATES * SLOTS)
export const ALIGN_TREE = after(SPECIAL_TREES, SPECIAL_SIZE)

/** A length: two choices, then trees of 8 by position for short and middle ones, one of 256 for long ones. */
export const LOW_TREES = 4
export const MIDDLE_TREES = after(LOW_TREES, POSITION_STATES * 8)
export const HIGH_TREE = after(MIDDLE_TREES, POSITION_STATES * 8)
const LENGTH_SIZE = 2 + POSITION_STATES * 8 * 2 + 256
export const MATCH_LENGTH = after(ALIGN_TREE, ALIGN_SIZE)
export const REP_LENGTH = after(MATCH_LENGTH, LENGTH_SIZE)

/** Three trees per context: for any byte, and for one right after a match, by the next bit of the match byte. */
export const LITERALS = after(REP_LENGTH, LENGTH_SIZE)
export const LITERAL_SIZE = 0x300
/** LZMA2: at most 4 bits choose the context of a literal. */
export const MAX_LITERAL_BITS = 4

export const PROBABILITIES_END = after(LITERALS, LITERAL_SIZE << MAX_LITERAL_BITS)

/**
 * Slack after the output and the input. Matches are copied 16 bytes at a time, up to 24 too many; and the decoder checks
 * for the end of its input after each literal or match, which take 21 bytes at most.
 */
export const SLACK = 64
export const OUTPUT_START = (PROBABILITIES_END + SLACK + 63) & ~63
