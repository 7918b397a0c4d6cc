/**
 * AssemblyScript. SipHash-1-3 (Aumasson and Bernstein, 2012; one round for each eight bytes and three at the end, as in
 * the tables of Rust and of Linux): without the key nobody can find names that have the same hash.
 */
import { firstBytes } from './byte-runs'

let key0: u64 = 0
let key1: u64 = 0

export function setHashKey(a: u32, b: u32, c: u32, d: u32): void {
  key0 = <u64>a | ((<u64>b) << 32)
  key1 = <u64>c | ((<u64>d) << 32)
}

function wide(high: u64, low: u64): u64 {
  return (high << 32) | low
}

/** The hash of `size` bytes at `start`, of 64 bits folded to 32. Reads up to seven bytes past them. */
export function sipHash(start: usize, size: u32): u32 {
  let a = key0 ^ wide(0x736f6d65, 0x70736575)
  let b = key1 ^ wide(0x646f7261, 0x6e646f6d)
  let c = key0 ^ wide(0x6c796765, 0x6e657261)
  let d = key1 ^ wide(0x74656462, 0x79746573)
  const rest = size & 7
  const last = start + (size - rest)
  for (let at = start; at <= last; at += 8) {
    const bytes = load<u64>(at)
    const word = at < last ? bytes : (bytes & firstBytes(rest)) | ((<u64>size) << 56)
    d ^= word
    a += b
    b = rotl<u64>(b, 13) ^ a
    a = rotl<u64>(a, 32)
    c += d
    d = rotl<u64>(d, 16) ^ c
    a += d
    d = rotl<u64>(d, 21) ^ a
    c += b
    b = rotl<u64>(b, 17) ^ c
    c = rotl<u64>(c, 32)
    a ^= word
  }
  c ^= 0xff
  for (let round = 0; round < 3; round++) {
    a += b
    b = rotl<u64>(b, 13) ^ a
    a = rotl<u64>(a, 32)
    c += d
    d = rotl<u64>(d, 16) ^ c
    a += d
    d = rotl<u64>(d, 21) ^ a
    c += b
    b = rotl<u64>(b, 17) ^ c
    c = rotl<u64>(c, 32)
  }
  const hash = a ^ b ^ c ^ d
  return <u32>hash ^ <u32>(hash >> 32)
}
