/**
 * ASN.1 values in the encoding of X.690 (BER, of which DER is the strict form): a tag octet, a length, and the content;
 * a constructed value contains further values. A length of 0x80 means that the content ends with two NULs.
 *
 * The whole value is parsed at once, so that every bound is checked once and reading from the tree needs no checks.
 */
import { byteAt } from '../base/bytes.ts'

/** Tag octets: class, constructed bit and number. */
export const DER = {
  INTEGER: 0x02,
  OCTET_STRING: 0x04,
  OID: 0x06,
  SEQUENCE: 0x30,
  SET: 0x31,
  CONTEXT_0: 0xa0,
  CONTEXT_1: 0xa1,
} as const

export interface DerNode {
  /** The tag octet; of tags above 30 only the first octet. */
  readonly tag: number
  /** A view of the content. */
  readonly content: Uint8Array
  /** The values in a constructed value; empty for a primitive one. */
  readonly children: readonly DerNode[]
}

const CONSTRUCTED = 0x20
const LONG_TAG = 0x1f
const INDEFINITE = 0x80
/** A signature nests 12 deep; deeper nesting is meant to exhaust the stack. */
const MAX_DEPTH = 64

/** The value at the start of `bytes`; anything after it is ignored. `undefined` if it is malformed or cut. */
export const parseDer = (bytes: Uint8Array): DerNode | undefined => parseNode(bytes, 0, bytes.length, 0)?.node

interface Parsed {
  readonly node: DerNode
  readonly next: number
}

function parseNode(bytes: Uint8Array, at: number, limit: number, depth: number): Parsed | undefined {
  const header = depth < MAX_DEPTH ? parseHeader(bytes, at, limit) : undefined
  if (!header) return undefined
  const { tag, start, length } = header
  const isConstructed = (tag & CONSTRUCTED) !== 0
  if (length === undefined)
    return isConstructed ? parseIndefinite(bytes, tag, start, limit, depth) : undefined
  const end = start + length
  const content = bytes.subarray(start, end)
  if (!isConstructed) return { node: { tag, content, children: [] }, next: end }
  const children: DerNode[] = []
  for (let position = start; position < end; ) {
    const child = parseNode(bytes, position, end, depth + 1)
    if (!child) return undefined
    children.push(child.node)
    position = child.next
  }
  return { node: { tag, content, children }, next: end }
}

function parseIndefinite(
  bytes: Uint8Array,
  tag: number,
  start: number,
  limit: number,
  depth: number,
): Parsed | undefined {
  const children: DerNode[] = []
  let position = start
  while (position + 2 <= limit) {
    if (byteAt(bytes, position) === 0 && byteAt(bytes, position + 1) === 0)
      return { node: { tag, content: bytes.subarray(start, position), children }, next: position + 2 }
    const child = parseNode(bytes, position, limit, depth + 1)
    if (!child) return undefined
    children.push(child.node)
    position = child.next
  }
  return undefined
}

interface Header {
  readonly tag: number
  readonly start: number
  /** `undefined`: indefinite. */
  readonly length: number | undefined
}

function parseHeader(bytes: Uint8Array, at: number, limit: number): Header | undefined {
  if (at + 2 > limit) return undefined
  const tag = byteAt(bytes, at)
  let position = at + 1
  if ((tag & LONG_TAG) === LONG_TAG) {
    while (position < limit && byteAt(bytes, position) >= 0x80) position++
    position++
  }
  if (position >= limit) return undefined
  const first = byteAt(bytes, position++)
  if (first === INDEFINITE) return { tag, start: position, length: undefined }
  let length = first
  if (first > INDEFINITE) {
    const count = first & 0x7f
    if (position + count > limit) return undefined
    length = 0
    // May exceed the size of any file: that is checked below, and a float can hold it.
    for (let i = 0; i < count; i++) length = length * 256 + byteAt(bytes, position++)
  }
  return length <= limit - position ? { tag, start: position, length } : undefined
}

/** The octets of a string; for a constructed one, those of its parts. */
export function octetsOf(node: DerNode): Uint8Array {
  return node.children.length === 0 ? node.content : Buffer.concat(node.children.map(octetsOf))
}

/** An object identifier in dotted form; `undefined` if it is not a valid one. */
export function dottedOid({ tag, content }: DerNode): string | undefined {
  if (tag !== DER.OID || content.length === 0 || byteAt(content, content.length - 1) >= 0x80) return undefined
  const parts: bigint[] = []
  let part = 0n
  let isFirstOctet = true
  for (const octet of content) {
    // X.690 8.19.2: the fewest octets.
    if (isFirstOctet && octet === 0x80) return undefined
    part = (part << 7n) | BigInt(octet & 0x7f)
    isFirstOctet = octet < 0x80
    if (!isFirstOctet) continue
    parts.push(part)
    part = 0n
  }
  const [head = 0n, ...rest] = parts
  // X.690 8.19.4: the first two numbers share one.
  const first = head < 80n ? head / 40n : 2n
  return [first, head - first * 40n, ...rest].join('.')
}

/** The magnitude of an integer, without leading zeros: zero has no octets. `undefined` if it is not an integer. */
export function integerMagnitude({ tag, content }: DerNode): Uint8Array | undefined {
  if (tag !== DER.INTEGER || content.length === 0) return undefined
  const [first = 0, second = 0] = content
  // X.690 8.3.2: the fewest octets.
  if (content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    return undefined
  const magnitude = first < 0x80 ? content : negated(content)
  const start = magnitude.findIndex((octet) => octet !== 0)
  return start < 0 ? new Uint8Array(0) : magnitude.subarray(start)
}

/** Two's complement. */
function negated(octets: Uint8Array): Uint8Array {
  const out = new Uint8Array(octets.length)
  let carry = 1
  for (let i = octets.length - 1; i >= 0; i--) {
    const sum = (byteAt(octets, i) ^ 0xff) + carry
    out[i] = sum & 0xff
    carry = sum >> 8
  }
  return out
}
