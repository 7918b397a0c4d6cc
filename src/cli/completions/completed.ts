/** Describes what completions offer for values and operands. */
import { type OptionSpec, valueKind } from '../command-line/getopt.ts'

export type Completed = 'directory' | 'file' | 'release' | 'module' | 'field' | 'shell' | 'nothing'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** By the value's name in the table of options. */
const COMPLETED_BY_VALUE: Readonly<Record<string, Completed>> = {
  DIR: 'directory',
  FILE: 'file',
  PATH: 'file',
  RELEASE: 'release',
  VERSION: 'release',
  FIELD: 'field',
}

/** Whether the value is optional; then it is attached with `=`. */
export const isOptional = (spec: OptionSpec): boolean => valueKind(spec) === 'optional'
export const valueName = ({ value = '' }: OptionSpec): string => value.replace(/[[\]]/g, '')

export const completedFor = (spec: OptionSpec): Completed => COMPLETED_BY_VALUE[valueName(spec)] ?? 'nothing'

/** Fields that are useful with modinfo -F. */
export const FIELDS =
  'filename license alias depends description author firmware parm softdep srcversion vermagic version signer build-id'.split(
    ' ',
  )
