/** The names of a file of facts, a row for each, read from columns (tree-columns.ts) when they are asked for. */
import { areBelow, namesFit } from '../base/column-checks.ts'
import type { NameColumns } from '../base/name-table.ts'
import { NODE_KINDS, NONE, type NodeKind, type TreeColumns } from './tree-columns.ts'

const WORD = 2 ** 32
/** Sizes are exact numbers below 2^53. */
const SIZE_HIGH_LIMIT = 1 << 21

export class StoredTree {
  readonly count: number
  readonly #columns: TreeColumns
  readonly #names: readonly string[]

  private constructor(columns: TreeColumns, names: readonly string[]) {
    this.#columns = columns
    this.#names = names
    this.count = names.length
  }

  /** `undefined` for columns that are no tree of `modules` modules. */
  static of(columns: TreeColumns | undefined, modules: number): StoredTree | undefined {
    if (columns === undefined || !isTree(columns, modules)) return undefined
    const names = textsIn(columns.names)
    return names.every((name, row) => row === 0 || isName(name)) ? new StoredTree(columns, names) : undefined
  }

  parent(row: number): number {
    return this.#columns.parent[row] ?? 0
  }

  name(row: number): string {
    return this.#names[row] ?? ''
  }

  kind(row: number): NodeKind {
    return NODE_KINDS[this.#columns.kind[row] ?? 0] ?? 'other'
  }

  mode(row: number): number {
    return this.#columns.mode[row] ?? 0
  }

  /** Bytes. */
  size(row: number): number {
    const { sizeLow, sizeHigh } = this.#columns
    return (sizeHigh[row] ?? 0) * WORD + ((sizeLow[row] ?? 0) >>> 0)
  }

  /** Nanoseconds since the epoch. */
  mtimeNs(row: number): bigint {
    const { mtimeLow, mtimeHigh } = this.#columns
    return (BigInt(mtimeHigh[row] ?? 0) << 32n) | BigInt((mtimeLow[row] ?? 0) >>> 0)
  }

  /** Of a link. */
  target(row: number): string {
    const { targets, link } = this.#columns
    const { bytes, starts } = targets
    const id = link[row] ?? 0
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
      'latin1',
      starts[id],
      starts[id + 1],
    )
  }

  /** The number of the section with the bytes of a file. */
  content(row: number): number | undefined {
    return numberAt(this.#columns.content, row)
  }

  module(row: number): number | undefined {
    return numberAt(this.#columns.module, row)
  }
}

function numberAt(column: Int32Array, row: number): number | undefined {
  const number = column[row] ?? NONE
  return number === NONE ? undefined : number
}

function isTree(columns: TreeColumns, modules: number): boolean {
  const { names, targets, parent, kind, link } = columns
  const count = names.starts.length - 1
  const rows = [parent, kind, columns.mode, columns.sizeLow, columns.sizeHigh]
  const more = [columns.mtimeLow, columns.mtimeHigh, link, columns.content, columns.module]
  const directory = NODE_KINDS.indexOf('directory')
  const symlink = NODE_KINDS.indexOf('symlink')
  return (
    count > 0 &&
    namesFit(names) &&
    namesFit(targets) &&
    [...rows, ...more].every(({ length }) => length === count) &&
    areBelow(kind, NODE_KINDS.length) &&
    areBelow(columns.mode, 0o10000) &&
    areBelow(columns.sizeHigh, SIZE_HIGH_LIMIT) &&
    areBelow(link, targets.starts.length - 1, NONE) &&
    kind.every((one, row) => one !== symlink || link[row] !== NONE) &&
    areBelow(columns.content, 2 ** 31 - 1, NONE) &&
    areBelow(columns.module, modules, NONE) &&
    kind[0] === directory &&
    parent[0] === 0 &&
    parent.every((up, row) => row === 0 || (up >= 0 && up < row && kind[up] === directory))
  )
}

/** A name that leads nowhere but to an entry of its directory. */
const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0')

/** Split at once: one string in place of thousands of calls. */
function textsIn({ bytes, starts }: NameColumns): string[] {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return Array.from({ length: starts.length - 1 }, (_, i) => all.slice(starts[i], starts[i + 1]))
}
