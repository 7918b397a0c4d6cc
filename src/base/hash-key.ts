/**
 * The key of all hash tables whose keys come from files, random in each process: an attacker cannot choose names that
 * collide (hash flooding). Results do not depend on it: tables assign ids in the order in which names are added.
 */
const randomWord = (): number => (Math.random() * 2 ** 32) | 0

/** 128 bits. */
export const HASH_KEY: readonly [number, number, number, number] = [
  randomWord(),
  randomWord(),
  randomWord(),
  randomWord(),
]
