/**
 * Compares an index with the text file that depmod writes with it, or makes it from. A line is not split into words, as
 * aliases may contain blanks and names any byte: each possible split is looked up in the index, in the form that depmod
 * would have written.
 *
 *   modules.dep       `PATH: PATH PATH`, the value under the modname of the first path
 *   modules.alias     `alias ALIAS MODNAME`, the alias normalised in the index, or left out there if that fails
 *   modules.symbols   `alias symbol:NAME MODNAME`, the name unchanged: `-` stays `-`
 *   modules.builtin   a path, whose modname is the key
 */
import { basename, normalizeModname, tryNormalizeAlias } from '../base/names.ts'
import { parseBuiltinList } from '../facts/builtin-list.ts'
import type { IndexEntry } from './index-entries.ts'

/** Entries that only one of the two has, `key value` each. */
export interface TextDifference {
  readonly onlyHere: readonly string[]
  readonly onlyInText: readonly string[]
}

/** The name of the text file that belongs to the index at a path. */
export function textNameOf(path: string): string | undefined {
  const name = basename(path).replace(/\.bin$/, '')
  return READERS.has(name) ? name : undefined
}

/**
 * @param name of the text file: see textNameOf()
 * @returns undefined if every line has its entry, and every entry its line
 */
export function compareWithText(
  entries: readonly IndexEntry[],
  name: string,
  text: string,
): TextDifference | undefined {
  const read = READERS.get(name)
  if (read === undefined) return undefined
  const unmatched = new Map(entries.map((entry) => [identityOf(entry), entry]))
  const there = new Set(unmatched.keys())
  const onlyInText = new Set<string>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const candidates = read(line)
    const found = candidates.map(identityOf).filter((identity) => there.has(identity))
    for (const identity of found) unmatched.delete(identity)
    const [likely] = candidates
    if (found.length === 0 && likely) onlyInText.add(shown(likely))
  }
  if (unmatched.size + onlyInText.size === 0) return undefined
  return { onlyHere: [...new Set([...unmatched.values()].map(shown))], onlyInText: [...onlyInText] }
}

type Pair = Pick<IndexEntry, 'key' | 'value'>

/** No text in an index contains a NUL. */
const identityOf = ({ key, value }: Pair): string => `${key}\0${value}`

const shown = ({ key, value }: Pair): string => `${key} ${value}`

/** The possible entries of a line, the most likely first; empty if it makes no entry. */
type ReadLine = (line: string) => readonly Pair[]

const ALIAS = 'alias '

/** `alias KEY VALUE`, split at each blank: the last one is the most likely, as names of modules contain none. */
const aliasReader =
  (keyOf: (text: string) => string | undefined): ReadLine =>
  (line) => {
    if (!line.startsWith(ALIAS)) return [{ key: line, value: '' }]
    const pairs: Pair[] = []
    for (let at = line.lastIndexOf(' '); at >= ALIAS.length; at = line.lastIndexOf(' ', at - 1)) {
      const key = keyOf(line.slice(ALIAS.length, at))
      if (key !== undefined) pairs.push({ key, value: line.slice(at + 1) })
    }
    return pairs
  }

const readDependencies: ReadLine = (line) => {
  const pairs: Pair[] = []
  for (let at = line.indexOf(':'); at >= 0; at = line.indexOf(':', at + 1))
    pairs.push({ key: normalizeModname(line.slice(0, at)), value: line })
  return pairs.length > 0 ? pairs : [{ key: line, value: '' }]
}

const READERS: ReadonlyMap<string, ReadLine> = new Map<string, ReadLine>([
  ['modules.dep', readDependencies],
  ['modules.alias', aliasReader(tryNormalizeAlias)],
  ['modules.symbols', aliasReader((text) => text)],
  [
    'modules.builtin',
    (line) => parseBuiltinList(line).paths.map(({ modname }) => ({ key: modname, value: '' })),
  ],
])
