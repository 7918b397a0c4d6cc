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
 *   module          the number of the module in the sections `facts` and `traits`, or NONE
 */
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
