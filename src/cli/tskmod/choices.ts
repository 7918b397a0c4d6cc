/** Words that options and operands take, for the tables of both and for what answers. */
import type { ModuleFilters } from '../../index.ts'

export const SEVERITIES = ['error', 'warning', 'note']

/** Options that filter, and their filters. */
export const FILTERS: readonly (readonly [option: string, filter: keyof ModuleFilters, help: string])[] = [
  ['path', 'path', 'only modules whose path matches'],
  ['not-path', 'notPath', 'no modules whose path matches'],
  ['symbol', 'symbol', 'only modules that need a matching symbol'],
  ['not-symbol', 'notSymbol', 'no modules that need a matching symbol'],
  ['not-name', 'notName', 'no modules whose name matches, even when others need them'],
]

export const FORMATS = ['dot', 'mermaid', 'html'] as const

/** The one word that is no question. */
export const INDEX = 'index'
