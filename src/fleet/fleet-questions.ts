/** The canned questions: which SQL each is, and from the words of a user to the values in it. */
import { KmodError } from '../base/errors.ts'
import { fromByteString, normalizeModname, toByteString } from '../base/names.ts'
import { type DeviceQuery, parseDevice, prefixesOf, supports } from './alias-pattern.ts'
import type { SqlValues } from './fill-sql.ts'
import type { FleetRows } from './fleet-engine.ts'
import { endOfPrefix, type Lookup } from './lookup.ts'
import type { NeededRows } from './needed-rows.ts'
import type { TableName } from './table-layout.ts'

/** A question with its values, ready for an engine. */
export interface FleetQuery {
  /** src/fleet/NAME.sql. */
  readonly sql: string
  readonly values: SqlValues
  /** The tables that it reads, and what it looks up in each. `kernels` is always among them. */
  readonly tables: Partial<Readonly<Record<TableName, Lookup>>>
  /** What SQL leaves to be decided. */
  refine?(rows: FleetRows): FleetRows
}

export interface FleetQuestion {
  readonly name: string
  readonly operands: string
  readonly summary: string
  /** @throws KmodError KMOD_USAGE for words that it cannot take */
  query(words: readonly string[], context: QuestionContext): Promise<FleetQuery> | FleetQuery
}

/** What some questions read besides the tables. */
export interface QuestionContext {
  /** What the module files need. */
  neededBy(paths: readonly string[]): Promise<NeededRows>
}

const ALL: Lookup = { kind: 'all' }

export const FLEET_QUESTIONS: readonly FleetQuestion[] = [
  {
    name: 'device',
    operands: 'ID',
    summary: 'kernels that support a device, and by which module: a modalias, 8086:125b, pci:v00008086*',
    query: ([word, ...rest]) => deviceQuery(parseDevice(toByteString(one('device', 'ID', word, rest)))),
  },
  {
    name: 'symbol',
    operands: 'NAME',
    summary: 'the owner and the version (CRC) of a symbol in each kernel',
    query([word, ...rest]) {
      const symbol = one('symbol', 'NAME', word, rest)
      return {
        sql: 'symbol',
        values: { symbol },
        refine: markChanges,
        tables: { kernels: ALL, exports: { kind: 'texts', texts: [toByteString(symbol)] } },
      }
    },
  },
  {
    name: 'matrix',
    operands: 'MODULE...',
    summary: 'modules by kernel: module, builtin or absent',
    query: (words) => ({ sql: 'matrix', ...ofModules('matrix', words) }),
  },
  {
    name: 'rebuild',
    operands: 'FILE...',
    summary: 'kernels for which module files must be rebuilt: symbols that differ or are missing',
    async query(words, { neededBy }) {
      if (words.length === 0) throw usage('rebuild', 'FILE')
      const { rows } = await neededBy(words)
      if (rows.length === 0) throw new KmodError('KMOD_USAGE', 'these modules need no symbol of a kernel')
      const symbols = [...new Set(rows.map(({ symbol }) => symbol))]
      return {
        sql: 'rebuild',
        values: { needed_rows: { rows } },
        tables: { kernels: ALL, exports: { kind: 'texts', texts: symbols.map(toByteString) } },
      }
    },
  },
  {
    name: 'builtin',
    operands: 'MODULE...',
    summary: 'since which release modules are built in, by flavour',
    query: (words) => ({ sql: 'builtin', ...ofModules('builtin', words) }),
  },
  {
    name: 'signers',
    operands: '',
    summary: 'who signed the modules of each kernel, with which key',
    query: (words) => ({ ...none('signers', words), sql: 'signers', tables: { kernels: ALL, modules: ALL } }),
  },
  {
    name: 'sizes',
    operands: '[MODULE...]',
    summary: 'number and size of the modules of each kernel, or the size of these modules',
    query: (words) =>
      words.length === 0
        ? { sql: 'sizes', values: {}, tables: { kernels: ALL } }
        : { sql: 'module-sizes', ...ofModules('sizes', words) },
  },
  {
    name: 'firmware',
    operands: '[MODULE...]',
    summary: 'firmware that modules name, and the first and last kernel in which they do',
    query: (words) => ({
      sql: 'firmware',
      tables: { kernels: ALL, firmware: ALL },
      values: { every: words.length === 0 ? 1 : 0, modnames: modnamesOf(words) },
    }),
  },
]

function deviceQuery(device: DeviceQuery): FleetQuery {
  const { kind, text } = device
  const shared = { refine: (rows: FleetRows) => onlySupporting(rows, device) }
  if (kind === 'prefix') {
    const to = endOfPrefix(text)
    return {
      ...shared,
      sql: 'device-prefix',
      values: { prefix: fromByteString(text), prefix_end: to },
      tables: { kernels: ALL, aliases: { kind: 'range', from: text, to } },
    }
  }
  const prefixes = prefixesOf(text)
  return {
    ...shared,
    sql: 'device',
    values: { modalias: text, prefixes },
    tables: { kernels: ALL, aliases: { kind: 'texts', texts: prefixes } },
  }
}

function onlySupporting(rows: FleetRows, device: DeviceQuery): FleetRows {
  const at = rows.columns.indexOf('pattern')
  return { ...rows, rows: rows.rows.filter((row) => supports(toByteString(String(row[at])), device)) }
}

/** Adds whether the version differs from that of the kernel before, in the same line of releases. */
function markChanges({ columns, rows }: FleetRows): FleetRows {
  const at = (name: string): number => columns.indexOf(name)
  const line = [at('architecture'), at('origin'), at('flavour')]
  const crc = at('crc')
  const last = new Map<string, unknown>()
  return {
    columns: [...columns, 'changed'],
    rows: rows.map((row) => {
      const key = JSON.stringify(line.map((column) => row[column]))
      const changed = last.has(key) && last.get(key) !== row[crc]
      last.set(key, row[crc])
      return [...row, changed]
    }),
  }
}

const modnamesOf = (words: readonly string[]): string[] => [
  ...new Set(words.map((word) => fromByteString(normalizeModname(toByteString(word))))),
]

function ofModules(name: string, words: readonly string[]): Pick<FleetQuery, 'values' | 'tables'> {
  if (words.length === 0) throw usage(name, 'MODULE')
  const modnames = modnamesOf(words)
  return {
    values: { modnames, modname_rows: { rows: modnames.map((modname) => ({ modname })) } },
    tables: { kernels: ALL, modules: { kind: 'texts', texts: modnames.map(toByteString) } },
  }
}

function one(name: string, what: string, word: string | undefined, rest: readonly string[]): string {
  if (word === undefined || word === '') throw usage(name, what)
  if (rest.length > 0)
    throw new KmodError('KMOD_USAGE', `fleet ${name} takes one ${what}, not '${rest[0]}', too`)
  return word
}

function none(name: string, words: readonly string[]): { readonly values: SqlValues } {
  if (words.length > 0) throw new KmodError('KMOD_USAGE', `fleet ${name} takes no names, not '${words[0]}'`)
  return { values: {} }
}

const usage = (name: string, what: string): KmodError =>
  new KmodError(
    'KMOD_USAGE',
    `fleet ${name} needs ${/^[AEIOU]/.test(what) ? 'an' : 'a'} ${what}; see tskmod fleet --help`,
  )
