/** AssemblyScript. Copies earlier output, for both decoders: up to 15 bytes more than requested. */
import { eightOf } from './byte-runs'

/** Copies up to `end`; for a match that overlaps itself only as many bytes at a time as exist. */
export function copyMatch(to: usize, from: usize, end: usize): void {
  const distance = to - from
  if (distance >= 8) copyFar(to, from, end)
  else if (distance === 1) {
    const repeated = eightOf(load<u8>(from))
    for (; to < end; to += 8) store<u64>(to, repeated)
  } else {
    for (; to < end; to += distance) {
      store<u64>(to, load<u64>(from))
      from += distance
    }
  }
}

/** Copies 16 bytes at a time, from elsewhere or from at least 8 bytes before. Most copies end after the first time. */
export function copyFar(to: usize, from: usize, end: usize): void {
  store<u64>(to, load<u64>(from))
  store<u64>(to, load<u64>(from, 8), 8)
  for (to += 16; to < end; to += 16) {
    from += 16
    store<u64>(to, load<u64>(from))
    store<u64>(to, load<u64>(from, 8), 8)
  }
}
