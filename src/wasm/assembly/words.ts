/** AssemblyScript. Columns of 32-bit words by their addresses. */

export function word(column: usize, i: u32): u32 {
  return load<u32>(column + ((<usize>i) << 2))
}

export function setWord(column: usize, i: u32, value: u32): void {
  store<u32>(column + ((<usize>i) << 2), value)
}
