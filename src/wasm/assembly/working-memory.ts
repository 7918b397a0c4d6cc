/**
 * AssemblyScript. Memory that JavaScript allocates: wasm/working-memory.ts lays columns out in it, one after the other,
 * and passes their addresses to the program.
 */

/** The first address that is free for the caller's columns. */
export function heapStart(): usize {
  return (__heap_base + 7) & ~7
}

/** Minimum growth of memory in pages: growing costs more than an unused page. */
const GROWTH: usize = 128

/** Grows memory up to `end`; false when it is exhausted. */
export function reserve(end: usize): bool {
  const size = (<usize>memory.size()) << 16
  if (end <= size) return true
  const pages = (end - size + 0xffff) >> 16
  return memory.grow(<i32>max(pages, GROWTH)) >= 0 || memory.grow(<i32>pages) >= 0
}
