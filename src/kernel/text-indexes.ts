/**
 * Indexes of modules of which one has a name or a text that no index file can hold: bytes outside ASCII. depmod writes
 * none then; questions are answered from the text files that it would write, which have no such limit.
 */
import { byteString } from '../base/bytes.ts'
import type { Report } from '../base/diagnostic.ts'
import { isKmodError } from '../base/errors.ts'
import { fnmatch } from '../base/fnmatch.ts'
import { memoize } from '../base/memoize.ts'
import { normalizeModname, tryNormalizeAlias } from '../base/names.ts'
import type { IndexValue } from '../indexes/index-nodes.ts'
import type { LookupIndexes } from '../lookup/lookup-steps.ts'
import { readBuiltins } from './builtin-modules.ts'
import type { KernelFacts } from './kernel-facts.ts'
import type { KernelLocation } from './kernel-location.ts'
import { valuesOf } from './load-modinfo.ts'
import { type MadeIndexes, makeFilesOf, makeIndexes } from './made-indexes.ts'
import type { ModuleCopy } from './module-copies.ts'

/**
 * As makeIndexes(), but for names of any bytes. Only the text files are among the files where an index is impossible.
 * @throws KmodError KMOD_CYCLE, KMOD_LIMIT
 */
export function makeIndexesOfAny(
  place: KernelLocation,
  facts: KernelFacts<ModuleCopy>,
  report: Report,
): MadeIndexes {
  try {
    return makeIndexes(place, facts, report)
  } catch (error) {
    if (!isKmodError(error) || error.code !== 'KMOD_INDEX_BAD_KEY') throw error
  }
  const files = makeFilesOf(place, facts, report, 'text')
  return { files, indexes: textIndexes(place, facts, files) }
}

function textIndexes(
  place: KernelLocation,
  facts: KernelFacts<ModuleCopy>,
  files: MadeIndexes['files'],
): LookupIndexes {
  const linesOf = (name: string): string[] => byteString(files.get(name) ?? new Uint8Array()).split('\n')
  const lines = memoize(
    () =>
      new Map(
        linesOf('modules.dep').map((line) => [normalizeModname(line.slice(0, line.indexOf(':'))), line]),
      ),
  )
  const symbols = memoize(() => symbolsIn(facts, linesOf('modules.symbols')))
  const builtins = memoize(() => readBuiltins(place))
  return {
    dependencyLine: (modname) => lines().get(modname),
    aliases: (modalias) => facts.modules.flatMap((_, at) => matching(facts, at, modalias)),
    symbols: (key) => symbols().get(key) ?? [],
    isBuiltin: (modname) => builtins().get(modname)?.relpath !== undefined,
    builtinAliases: (modalias) =>
      [...builtins().values()].flatMap(({ modname, fields }) =>
        valuesOf(fields, 'alias').some((alias) => isMatch(alias, modalias))
          ? [{ value: modname, priority: 0 }]
          : [],
      ),
  }
}

/** The modules that a symbol leads to, by `symbol:NAME`, from the lines of modules.symbols. */
function symbolsIn(facts: KernelFacts<ModuleCopy>, lines: readonly string[]): Map<string, IndexValue[]> {
  const found = new Map<string, IndexValue[]>()
  for (const line of lines) {
    const [, key, value] = /^alias (\S+) (.+)$/.exec(line) ?? []
    if (key === undefined || value === undefined) continue
    found.set(key, [...(found.get(key) ?? []), { value, priority: facts.find(value) ?? 0 }])
  }
  return found
}

const matching = (facts: KernelFacts<ModuleCopy>, at: number, modalias: string): IndexValue[] =>
  facts
    .fields(at, 'alias')
    .filter((alias) => isMatch(alias, modalias))
    .map(() => ({ value: facts.modules[at]?.modname ?? '', priority: at }))

/** depmod leaves out an alias with unmatched brackets. */
function isMatch(alias: string, modalias: string): boolean {
  const pattern = tryNormalizeAlias(alias)
  return pattern !== undefined && fnmatch(pattern, modalias)
}
