/**
 * The key of all hash tables whose keys come out of files, new in each process: names that are chosen to meet in one
 * place of a table cannot be known before (hash flooding). No result shows it: tables give out numbers in the order in
 * which names come.
 */
const randomWord = (): number => (Math.random() * 2 ** 32) | 0

/** 128 bits. */
export const HASH_KEY: readonly [number, number, number, number] = [
  randomWord(),
  randomWord(),
  randomWord(),
  randomWord(),
]
