/** Whether the files that depmod writes are there, whole, of one run, and speak of the modules as they are. */
import { appendAll } from '../../base/append.ts'
import { byteString } from '../../base/bytes.ts'
import { isKmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { readIndexContent, verifyIndex } from '../../indexes/index-content.ts'
import type { IndexLayout } from '../../indexes/index-format.ts'
import { OUTPUT_NAMES } from '../../indexes/outputs.ts'
import { type CheckFinding, finding } from './check-findings.ts'

/** Files of the module directory by name; those that cannot be read are missing. */
export type IndexFiles = ReadonlyMap<string, Uint8Array>

/** @param wanted what depmod would write, as far as it is read; undefined when it can write nothing, and nothing is compared */
export function checkIndexes(there: IndexFiles, wanted: IndexFiles | undefined): CheckFinding[] {
  const missing = missingNames(there, wanted)
  if (there.size === 0) return [finding('index-missing', 'error', { names: missing, all: true })]
  const found: CheckFinding[] =
    missing.length > 0 ? [finding('index-missing', 'error', { names: missing, all: false })] : []
  const layouts = new Map<IndexLayout, string[]>()
  for (const [name, bytes] of there) appendAll(found, checkOne(name, bytes, wanted?.get(name), layouts))
  return [...found, ...mixedTexts(there), ...mixedLayouts(layouts)]
}

/** An older kmod writes no files for what it does not know: they are missed only where they would say something. */
const missingNames = (there: IndexFiles, wanted: IndexFiles | undefined): string[] =>
  OUTPUT_NAMES.filter(
    (name) =>
      !there.has(name) &&
      (wanted === undefined || wanted.has(name)) &&
      saysSomething(name, wanted?.get(name)),
  )

function saysSomething(name: string, wanted: Uint8Array | undefined): boolean {
  if (wanted === undefined) return !YOUNG.has(name)
  return !YOUNG.has(name) || contentOf(name, wanted).size > 0
}

const YOUNG: ReadonlySet<string> = new Set([
  'modules.weakdep',
  'modules.builtin.alias.bin',
  'modules.builtin.bin',
])

function checkOne(
  name: string,
  bytes: Uint8Array,
  wanted: Uint8Array | undefined,
  layouts: Map<IndexLayout, string[]>,
): CheckFinding[] {
  let content: Set<string>
  try {
    content = contentOf(name, bytes)
    if (name.endsWith('.bin')) noteLayout(name, bytes, layouts)
  } catch (error) {
    if (!isKmodError(error)) throw error
    return [finding('index-damaged', 'error', { name, message: toByteString(error.message) })]
  }
  if (wanted === undefined || Buffer.compare(bytes, wanted) === 0) return []
  const expected = contentOf(name, wanted)
  const surplus = [...content].filter((entry) => !expected.has(entry)).map(shown)
  const lacking = [...expected].filter((entry) => !content.has(entry)).map(shown)
  if (surplus.length + lacking.length === 0) return []
  if (isForeign(name, bytes)) return [finding('index-damaged', 'error', { name, message: FOREIGN })]
  return [finding('index-differs', 'error', { name, surplus, lacking })]
}

/** An entry for people. */
const shown = (entry: string): string => entry.replaceAll('\0', ' ')

/** Key, value and priority of an index with a NUL between them, lines of a text file without comments. */
function contentOf(name: string, bytes: Uint8Array): Set<string> {
  // A kernel without lists of builtin modules has empty files, which are no indexes.
  if (bytes.length === 0 && name.includes('builtin')) return new Set()
  if (name.endsWith('.bin'))
    return new Set(
      readIndexContent(bytes).entries.map(({ key, value, priority }) => `${key}\0${value}\0${priority}`),
    )
  return new Set(
    byteString(bytes)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  )
}

const FOREIGN = 'It ends too early or was written over: depmod writes other bytes for the entries in it'

/** One that was cut off between two nodes can be read, and says too little. */
const isForeign = (name: string, bytes: Uint8Array): boolean =>
  name.endsWith('.bin') && bytes.length > 0 && readIndexContent(bytes).layouts.length === 0

/** An index of one node is the same in both layouts. */
function noteLayout(name: string, bytes: Uint8Array, layouts: Map<IndexLayout, string[]>): void {
  if (bytes.length === 0) return
  const [layout, other] = readIndexContent(bytes).layouts
  if (layout !== undefined && other === undefined) layouts.set(layout, [...(layouts.get(layout) ?? []), name])
}

const mixedLayouts = (layouts: ReadonlyMap<IndexLayout, readonly string[]>): CheckFinding[] => {
  const [, fewer] = [...layouts.values()].sort((a, b) => b.length - a.length)
  return fewer === undefined ? [] : [finding('index-mixed', 'error', { names: fewer, reason: 'layout' })]
}

/** Text files that depmod writes together with an index, which say something else than it. */
function mixedTexts(there: IndexFiles): CheckFinding[] {
  return ['modules.dep', 'modules.alias', 'modules.symbols'].flatMap((name) => {
    const [text, index] = [there.get(name), there.get(`${name}.bin`)]
    if (text === undefined || index === undefined) return []
    const { problems } = verifyIndex(index, { name, bytes: text })
    return problems.some(({ code }) => code === 'text-differs')
      ? [finding('index-mixed', 'error', { names: [name, `${name}.bin`], reason: 'text' })]
      : []
  })
}
