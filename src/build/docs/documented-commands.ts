/**
 * What man pages and completions say of each command beside its options, which they take from the table that the
 * command line itself is read by.
 */

import type { OptionSpec } from '../../cli/command-line/getopt.ts'
import { DEPMOD_OPTIONS, DEPMOD_USAGE } from '../../cli/depmod/depmod-options.ts'
import { MODINFO_OPTIONS, MODINFO_USAGE } from '../../cli/modinfo/modinfo-options.ts'
import { MODPROBE_OPTIONS, MODPROBE_USAGE } from '../../cli/modprobe/modprobe-options.ts'

/** What completions offer: for a value, by the name it has in the table, and for an operand. */
export type Completed = 'directory' | 'file' | 'release' | 'module' | 'field' | 'nothing'

export interface DocumentedCommand {
  readonly name: string
  readonly summary: string
  readonly usage: string
  /** Paragraphs. */
  readonly description: readonly string[]
  readonly options: readonly OptionSpec[]
  readonly operands: Completed
  readonly exitStatus: string
  readonly files: readonly (readonly [path: string, what: string])[]
  readonly environment: readonly (readonly [name: string, what: string])[]
  readonly seeAlso: readonly string[]
}

const COLOURS = [
  ['NO_COLOR', 'when set, messages have no colours, on a terminal either'],
  ['FORCE_COLOR', 'when set and not 0, messages have colours, and not only on a terminal'],
] as const
const COMPAT = [
  'TSKMOD_COMPAT',
  'the release of kmod to behave as, where --kmod-compat does not say',
] as const
const CONFIG_DIRECTORIES = '/etc, /run, /usr/local/lib, /usr/lib and /lib'

const DROP_IN =
  'It does what {tool} of kmod 34.2 does, with the same output; called by a link named {tool} it says {tool} in its ' +
  'messages. The README of tskmod lists the few differences.'

export const DOCUMENTED_COMMANDS: readonly DocumentedCommand[] = [
  {
    name: 'tsdepmod',
    summary: 'write modules.dep and the other indexes of kernel modules',
    usage: DEPMOD_USAGE,
    description: [
      'tsdepmod reads every module below lib/modules/RELEASE, works out which module needs which, and writes ' +
        'modules.dep and ten other files, from which modprobe and the builders of initramfs images learn what to load. ' +
        'All files are replaced, or none.',
      DROP_IN.replaceAll('{tool}', 'depmod'),
    ],
    options: DEPMOD_OPTIONS,
    operands: 'release',
    exitStatus: '0 when the files were written, or need not be; 1 otherwise.',
    files: [
      [
        '/lib/modules/RELEASE/modules.*',
        'what is written, and modules.order, modules.builtin and modules.builtin.modinfo, which are read',
      ],
      ['depmod.d/*.conf', `configuration, below ${CONFIG_DIRECTORIES}`],
    ],
    environment: [COMPAT, ...COLOURS],
    seeAlso: ['tskmod-modules(5)', 'tskmod-config(5)', 'tsmodprobe(8)', 'tsmodinfo(8)', 'depmod(8)'],
  },
  {
    name: 'tsmodprobe',
    summary: 'tell what is to be loaded for a module or a modalias, and load or remove it',
    usage: MODPROBE_USAGE,
    description: [
      'tsmodprobe looks a name or a modalias up in the indexes that depmod wrote and tells which modules are to be ' +
        'loaded for it, in which order and with which options. Modules are loaded and removed by the insmod and rmmod ' +
        'programs of the machine; questions never run a command.',
      DROP_IN.replaceAll('{tool}', 'modprobe'),
    ],
    options: MODPROBE_OPTIONS,
    operands: 'module',
    exitStatus: '0 when all was found and done; 1 otherwise.',
    files: [
      ['/lib/modules/RELEASE/modules.*', 'the indexes'],
      ['modprobe.d/*.conf', `configuration, below ${CONFIG_DIRECTORIES}`],
      ['/proc/cmdline', 'options and blacklists of the running kernel'],
    ],
    environment: [
      ['MODPROBE_OPTIONS', 'options that stand before those of the command line'],
      COMPAT,
      ...COLOURS,
    ],
    seeAlso: ['tskmod-modules(5)', 'tskmod-config(5)', 'tsdepmod(8)', 'tsmodinfo(8)', 'modprobe(8)'],
  },
  {
    name: 'tsmodinfo',
    summary: 'print what kernel modules say about themselves',
    usage: MODINFO_USAGE,
    description: [
      'tsmodinfo prints the fields that a module has in itself: its licence, its aliases, its parameters, who signed it, ' +
        'and others. A module is named by itself, by an alias or by its file, which may be compressed.',
      DROP_IN.replaceAll('{tool}', 'modinfo'),
    ],
    options: MODINFO_OPTIONS,
    operands: 'module',
    exitStatus: '0 when every module was found; 1 otherwise.',
    files: [['/lib/modules/RELEASE/modules.*', 'the indexes, and what built-in modules say']],
    environment: [COMPAT, ...COLOURS],
    seeAlso: ['tskmod-modules(5)', 'tsdepmod(8)', 'tsmodprobe(8)', 'modinfo(8)'],
  },
]

const COMPLETED_BY_VALUE: Readonly<Record<string, Completed>> = {
  DIR: 'directory',
  FILE: 'file',
  PATH: 'file',
  RELEASE: 'release',
  VERSION: 'release',
  FIELD: 'field',
}

/** Whether the value may be left out; it is glued on with `=` then. */
export const isOptional = ({ value = '' }: OptionSpec): boolean => value.startsWith('[')
export const valueName = ({ value = '' }: OptionSpec): string => value.replace(/[[\]]/g, '')

export const completedFor = (spec: OptionSpec): Completed => COMPLETED_BY_VALUE[valueName(spec)] ?? 'nothing'

/** Fields that modinfo -F is asked for. */
export const FIELDS =
  'filename license alias depends description author firmware parm softdep srcversion vermagic version signer build-id'.split(
    ' ',
  )

/** The options that people are told of: those of older kmod are only accepted. */
export const shownOptions = ({ options }: DocumentedCommand): readonly OptionSpec[] =>
  options.filter(({ origin }) => origin !== 'former')
