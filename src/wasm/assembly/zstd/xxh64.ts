/**
 * AssemblyScript. XXH64 with seed 0 (the xxHash specification, 0.1.1), of uncompressed bytes as they are produced:
 * hashed while they are still in the processor's cache.
 */
/** In halves: TypeScript cannot represent such numbers. */
const PRIME_1: u64 = ((<u64>0x9e3779b1) << 32) | 0x85ebca87
const PRIME_2: u64 = ((<u64>0xc2b2ae3d) << 32) | 0x27d4eb4f
const PRIME_3: u64 = ((<u64>0x165667b1) << 32) | 0x9e3779f9
const PRIME_4: u64 = ((<u64>0x85ebca77) << 32) | 0xc2b2ae63
const PRIME_5: u64 = ((<u64>0x27d4eb2f) << 32) | 0x165667c5
const STRIPE: usize = 32

let lane1: u64 = 0
let lane2: u64 = 0
let lane3: u64 = 0
let lane4: u64 = 0
let start: usize = 0
/** The end of the last whole stripe that was hashed. */
let hashed: usize = 0
/** Bytes by which those before `end` have been moved down. */
let slid: u64 = 0

export function openHash(address: usize): void {
  lane1 = PRIME_1 + PRIME_2
  lane2 = PRIME_2
  lane3 = 0
  lane4 = 0 - PRIME_1
  start = address
  hashed = address
  slid = 0
}

/** The bytes that are not hashed yet have been moved down by `distance`; at least a stripe is before them. */
export function slideHash(distance: usize): void {
  hashed -= distance
  slid += distance
}

/** Hashes the whole stripes before `end`. */
export function hashTo(end: usize): void {
  let a = lane1
  let b = lane2
  let c = lane3
  let d = lane4
  let at = hashed
  for (; end - at >= STRIPE; at += STRIPE) {
    a = round(a, load<u64>(at))
    b = round(b, load<u64>(at, 8))
    c = round(c, load<u64>(at, 16))
    d = round(d, load<u64>(at, 24))
  }
  lane1 = a
  lane2 = b
  lane3 = c
  lane4 = d
  hashed = at
}

/** The hash of all bytes from the first one to `end`. */
export function closeHash(end: usize): u64 {
  hashTo(end)
  return avalanche(withRest(slid > 0 || hashed - start >= STRIPE ? joinedLanes() : PRIME_5, end))
}

function round(lane: u64, input: u64): u64 {
  return rotl(lane + input * PRIME_2, 31) * PRIME_1
}

function joinedLanes(): u64 {
  let hash = rotl(lane1, 1) + rotl(lane2, 7) + rotl(lane3, 12) + rotl(lane4, 18)
  hash = withLane(hash, lane1)
  hash = withLane(hash, lane2)
  hash = withLane(hash, lane3)
  return withLane(hash, lane4)
}

function withLane(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4
}

function withRest(base: u64, end: usize): u64 {
  let hash = base + slid + <u64>(end - start)
  let at = hashed
  for (; end - at >= 8; at += 8) hash = rotl(hash ^ round(0, load<u64>(at)), 27) * PRIME_1 + PRIME_4
  if (end - at >= 4) {
    hash = rotl(hash ^ (<u64>load<u32>(at) * PRIME_1), 23) * PRIME_2 + PRIME_3
    at += 4
  }
  for (; at < end; at++) hash = rotl(hash ^ (<u64>load<u8>(at) * PRIME_5), 11) * PRIME_1
  return hash
}

function avalanche(base: u64): u64 {
  let hash = (base ^ (base >> 33)) * PRIME_2
  hash = (hash ^ (hash >> 29)) * PRIME_3
  return hash ^ (hash >> 32)
}
