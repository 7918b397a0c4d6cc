/**
 * AssemblyScript. Memory that JavaScript hands out: wasm/working-memory.ts lays columns out in it, one behind the
 * other, and the program is told their addresses.
 */

/** The first address that is free for the caller's columns. */
export function heapStart(): usize {
  return (__heap_base + 7) & ~7
}

/** Pages that memory grows by at the least: each growing costs more than a page that nobody touches. */
const GROWTH: usize = 128

/** Makes memory reach up to `end`; false when there is no more. */
export function reserve(end: usize): bool {
  const size = (<usize>memory.size()) << 16
  if (end <= size) return true
  const pages = (end - size + 0xffff) >> 16
  return memory.grow(<i32>max(pages, GROWTH)) >= 0 || memory.grow(<i32>pages) >= 0
}
