/**
 * The names of a tree as columns, a row for each file, directory and link: a directory comes before what is in it, and
 * the root is row 0.
 *
 *   parent          the row of the directory; 0 for the root itself
 *   names           the name of each row, empty for the root
 *   kind            position in NODE_KINDS
 *   mode            permissions, the low 12 bits of st_mode
 *   sizeLow, sizeHigh      bytes of a file, in two words
 *   mtimeLow, mtimeHigh    nanoseconds since the epoch, signed, in two words
 *   link            the number of the target in `targets`, or NONE
 *   content         the number of the section `content.N` that has the bytes of a file, or NONE
 *   module          the number of the module in the sections `facts`, `modinfo` and `traits`, or NONE
 */
import { areBelow, namesFit } from '../base/column-checks.ts'
import type { ColumnShape, ColumnsOf } from '../base/column-sections.ts'
import { TextColumn } from '../base/text-column.ts'

export const NODE_KINDS = ['file', 'directory', 'symlink', 'other'] as const
export type NodeKind = (typeof NODE_KINDS)[number]

const TEXTS = { bytes: 'bytes', starts: 'words' } as const

export const TREE_SHAPE = {
  parent: 'words',
  names: TEXTS,
  kind: 'words',
  mode: 'words',
  sizeLow: 'words',
  sizeHigh: 'words',
  mtimeLow: 'words',
  mtimeHigh: 'words',
  link: 'words',
  content: 'words',
  module: 'words',
  targets: TEXTS,
} as const satisfies ColumnShape

export type TreeColumns = ColumnsOf<typeof TREE_SHAPE>

export const NONE = -1

/** A file, directory or link. Text is byte strings. */
export interface TreeRow {
  readonly parent: number
  readonly name: string
  readonly kind: NodeKind
  readonly mode: number
  readonly size: number
  /** Nanoseconds since the epoch. */
  readonly mtimeNs: bigint
  /** Of a link. */
  readonly target?: string
  readonly content?: number | undefined
  readonly module?: number | undefined
}

const WORD = 2 ** 32

/** @param rows in the order of the file */
export function treeColumnsOf(rows: readonly TreeRow[]): TreeColumns {
  const names = TextColumn.of(rows.map(({ name }) => name))
  const targets = TextColumn.of(rows.flatMap(({ target }) => target ?? []))
  let links = 0
  const column = (value: (row: TreeRow) => number): Int32Array => Int32Array.from(rows, (row) => value(row))
  return {
    parent: column(({ parent }) => parent),
    names: { bytes: names.bytes, starts: names.bounds },
    kind: column(({ kind }) => NODE_KINDS.indexOf(kind)),
    mode: column(({ mode }) => mode & 0o7777),
    sizeLow: column(({ size }) => size | 0),
    sizeHigh: column(({ size }) => Math.floor(size / WORD)),
    mtimeLow: column(({ mtimeNs }) => Number(BigInt.asIntN(32, mtimeNs))),
    mtimeHigh: column(({ mtimeNs }) => Number(BigInt.asIntN(32, mtimeNs >> 32n))),
    link: column(({ target }) => (target === undefined ? NONE : links++)),
    content: column(({ content = NONE }) => content),
    module: column(({ module = NONE }) => module),
    targets: { bytes: targets.bytes, starts: targets.bounds },
  }
}

/** The rows; `undefined` for columns that are no tree of `modules` modules. */
export function treeRowsIn(columns: TreeColumns, modules: number): TreeRow[] | undefined {
  if (!isTree(columns, modules)) return undefined
  const { parent, kind, mode, sizeLow, sizeHigh, mtimeLow, mtimeHigh, link, content, module } = columns
  const names = textsIn(columns.names)
  const targets = textsIn(columns.targets)
  const at = (column: Int32Array, row: number): number => column[row] ?? 0
  return names.map((name, row) => ({
    ...{ parent: at(parent, row), name, kind: NODE_KINDS[at(kind, row)] ?? 'other', mode: at(mode, row) },
    size: at(sizeHigh, row) * WORD + (at(sizeLow, row) >>> 0),
    mtimeNs: (BigInt(at(mtimeHigh, row)) << 32n) | BigInt(at(mtimeLow, row) >>> 0),
    ...(link[row] !== NONE && { target: targets[at(link, row)] ?? '' }),
    ...(content[row] !== NONE && { content: content[row] }),
    ...(module[row] !== NONE && { module: module[row] }),
  }))
}

/** Sizes are exact numbers below 2^53. */
const SIZE_HIGH_LIMIT = 1 << 21

function isTree(columns: TreeColumns, modules: number): boolean {
  const { names, targets, parent, kind } = columns
  const count = names.starts.length - 1
  const rows = [parent, kind, columns.mode, columns.sizeLow, columns.sizeHigh]
  const more = [columns.mtimeLow, columns.mtimeHigh, columns.link, columns.content, columns.module]
  return (
    count > 0 &&
    namesFit(names) &&
    namesFit(targets) &&
    [...rows, ...more].every(({ length }) => length === count) &&
    areBelow(kind, NODE_KINDS.length) &&
    areBelow(columns.mode, 0o10000) &&
    areBelow(columns.sizeHigh, SIZE_HIGH_LIMIT) &&
    areBelow(columns.link, targets.starts.length - 1, NONE) &&
    areBelow(columns.content, 2 ** 31 - 1, NONE) &&
    areBelow(columns.module, modules, NONE) &&
    kind[0] === NODE_KINDS.indexOf('directory') &&
    parent[0] === 0 &&
    parent.every((up, row) => row === 0 || (up >= 0 && up < row && kind[up] === kind[0]))
  )
}

/** Split at once: one string in place of thousands of calls. */
function textsIn({ bytes, starts }: ColumnsOf<typeof TEXTS>): string[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return Array.from({ length: starts.length - 1 }, (_, i) => all.slice(starts[i], starts[i + 1]))
}
