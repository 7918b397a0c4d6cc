/**
 * Matching without backtracking. A node is a function from a set of start positions to the set of positions where it
 * can end; so a sequence is composition, an alternative is a union, and a repetition runs until nothing changes. A step
 * limit bounds the worst case of a pattern.
 */
import type { ByteSet } from './posix-bracket.ts'
import { type Anchor, parsePosixRegex, type RegexNode } from './posix-regex.ts'

/** A set of positions of the text, as the bits of an integer. */
type Positions = bigint

/** Longer texts match nothing; the kernel's own limit for a release is 64 (__NEW_UTS_LEN). */
const MAX_TEXT_LENGTH = 256

/**
 * Limit of nodes evaluated in one match; an ordinary pattern needs some ten. A pattern that needs more matches nothing.
 */
const MAX_STEPS = 100_000

/** Whether `text` contains a match of the POSIX extended regular expression. An invalid one matches nothing. */
export function matchesPosixRegex(pattern: string, text: string): boolean {
  const node = text.length > MAX_TEXT_LENGTH ? undefined : parsePosixRegex(pattern)
  if (node === undefined) return false
  return matcherOf(text)(node, allPositions(text)) !== 0n
}

const allPositions = (text: string): Positions => (1n << BigInt(text.length + 1)) - 1n

/** The positions of `text` that pass `test`. */
function positionsWhere(text: string, test: (at: number) => boolean): Positions {
  let positions = 0n
  for (let at = 0; at <= text.length; at++) if (test(at)) positions |= 1n << BigInt(at)
  return positions
}

const isWord = (char: string): boolean => /\w/.test(char)

const ANCHORS: { readonly [A in Anchor]: (before: string, after: string) => boolean } = {
  'text-start': (before) => before === '',
  'text-end': (_, after) => after === '',
  'word-border': (before, after) => isWord(before) !== isWord(after),
  'no-word-border': (before, after) => isWord(before) === isWord(after),
  'word-start': (before, after) => !isWord(before) && isWord(after),
  'word-end': (before, after) => isWord(before) && !isWord(after),
}

function matcherOf(text: string): (node: RegexNode, starts: Positions) => Positions {
  const places = new Map<ByteSet | Anchor, Positions>()
  let steps = 0

  /** The positions of any of `bytes`. */
  function placesOfBytes(bytes: ByteSet): Positions {
    const known = places.get(bytes) ?? positionsWhere(text, (at) => bytes.has(text.charCodeAt(at)))
    places.set(bytes, known)
    return known
  }

  function placesOfAnchor(anchor: Anchor): Positions {
    const holds = ANCHORS[anchor]
    const known =
      places.get(anchor) ?? positionsWhere(text, (at) => holds(text.charAt(at - 1), text.charAt(at)))
    places.set(anchor, known)
    return known
  }

  function endsOf(node: RegexNode, starts: Positions): Positions {
    if (starts === 0n || steps++ > MAX_STEPS) return 0n
    switch (node.kind) {
      case 'bytes':
        return (starts & placesOfBytes(node.bytes)) << 1n
      case 'anchor':
        return starts & placesOfAnchor(node.anchor)
      case 'sequence':
        return node.items.reduce((reached, item) => endsOf(item, reached), starts)
      case 'alternative':
        return node.items.reduce((reached, item) => reached | endsOf(item, starts), 0n)
      case 'repeat':
        return endsOfRepeat(node.item, starts, node.min, node.max)
    }
  }

  function endsOfRepeat(item: RegexNode, starts: Positions, min: number, max: number): Positions {
    let reached = starts
    for (let count = 0; count < min; count++) {
      const next = endsOf(item, reached)
      if (next === reached) break
      reached = next
    }
    let ends = reached
    for (let count = min; count < max; count++) {
      const grown = ends | endsOf(item, ends)
      if (grown === ends) break
      ends = grown
    }
    return ends
  }

  return endsOf
}
