/**
 * The texts of man pages and completions for each command. The options come from the same table as the parser's.
 */

import type { OptionSpec } from '../../cli/command-line/getopt.ts'
import type { Completed } from '../../cli/completions/completed.ts'
import { DEPMOD_OPTIONS, DEPMOD_USAGE } from '../../cli/depmod/depmod-options.ts'
import { MODINFO_OPTIONS, MODINFO_USAGE } from '../../cli/modinfo/modinfo-options.ts'
import { MODPROBE_OPTIONS, MODPROBE_USAGE } from '../../cli/modprobe/modprobe-options.ts'

export interface DocumentedCommand {
  readonly name: string
  readonly summary: string
  readonly usage: string
  /** Paragraphs. */
  readonly description: readonly string[]
  readonly options: readonly OptionSpec[]
  readonly operands: Completed
  /** Command lines, each with its purpose. */
  readonly examples: readonly (readonly [line: string, purpose: string])[]
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
  'messages. The documentation of tskmod lists the few differences.'

export const DOCUMENTED_COMMANDS: readonly DocumentedCommand[] = [
  {
    name: 'tsdepmod',
    summary: 'write modules.dep and the other indexes of kernel modules',
    usage: DEPMOD_USAGE,
    description: [
      'tsdepmod reads every module below lib/modules/RELEASE, computes which module needs which, and writes ' +
        'modules.dep and ten other files, from which modprobe and the builders of initramfs images find out what to load. ' +
        'All files are replaced, or none.',
      DROP_IN.replaceAll('{tool}', 'depmod'),
    ],
    options: DEPMOD_OPTIONS,
    operands: 'release',
    examples: [
      ['tsdepmod', "The running kernel's modules, as root"],
      ['tsdepmod -b ROOT 6.12.0', 'Those of an image, below ROOT/lib/modules/6.12.0'],
      [
        'tsdepmod -b ROOT -ae -F ROOT/boot/System.map-6.12.0 6.12.0',
        'The same, reporting each symbol that neither the kernel nor a module has',
      ],
      ['tsdepmod -n -b ROOT 6.12.0', 'Print the text files, write nothing'],
      ['tsdepmod --cache -a 6.12.0', 'Read only modules that have changed since the last run with --cache'],
    ],
    exitStatus: '0 when the files were written or are up to date; 1 otherwise.',
    files: [
      [
        '/lib/modules/RELEASE/modules.*',
        'the files that are written, and modules.order, modules.builtin and modules.builtin.modinfo, which are read',
      ],
      ['depmod.d/*.conf', `configuration, below ${CONFIG_DIRECTORIES}`],
    ],
    environment: [COMPAT, ...COLOURS],
    seeAlso: ['tskmod-modules(5)', 'tskmod-config(5)', 'tsmodprobe(8)', 'tsmodinfo(8)', 'depmod(8)'],
  },
  {
    name: 'tsmodprobe',
    summary: 'print which modules to load for a name or a modalias, and load or remove them',
    usage: MODPROBE_USAGE,
    description: [
      'tsmodprobe looks a name or a modalias up in the indexes that depmod wrote and prints which modules are to be ' +
        'loaded for it, in which order and with which options. Modules are loaded and removed by the insmod and rmmod ' +
        'programs of the machine; questions never run a command.',
      DROP_IN.replaceAll('{tool}', 'modprobe'),
    ],
    options: MODPROBE_OPTIONS,
    operands: 'module',
    examples: [
      ['tsmodprobe -d ROOT -S 6.12.0 -D dm-crypt', 'The modules to load for dm-crypt, in order'],
      [
        'tsmodprobe -d ROOT -S 6.12.0 -R pci:v00008086d000010D3sv0sd0bc02sc00i00',
        'The module of a device, by its modalias',
      ],
      [
        'tsmodprobe -d ROOT -S 6.12.0 --config-root ROOT --no-kernel-cmdline -a -D ext4 vfat',
        'Several modules, as the configuration in the image says',
      ],
      ['tsmodprobe -r dm-crypt', 'Remove a module, as root'],
    ],
    exitStatus: '0 on success; 1 otherwise.',
    files: [
      ['/lib/modules/RELEASE/modules.*', 'the indexes'],
      ['modprobe.d/*.conf', `configuration, below ${CONFIG_DIRECTORIES}`],
      ['/proc/cmdline', 'options and blacklists of the running kernel'],
    ],
    environment: [
      ['MODPROBE_OPTIONS', 'options to insert before those of the command line'],
      COMPAT,
      ...COLOURS,
    ],
    seeAlso: ['tskmod-modules(5)', 'tskmod-config(5)', 'tsdepmod(8)', 'tsmodinfo(8)', 'modprobe(8)'],
  },
  {
    name: 'tsmodinfo',
    summary: 'print information about kernel modules',
    usage: MODINFO_USAGE,
    description: [
      'tsmodinfo prints the fields stored in a module: its licence, its aliases, its parameters, who signed it, ' +
        'and others. A module is given by name, by alias or by its file, which may be compressed.',
      DROP_IN.replaceAll('{tool}', 'modinfo'),
    ],
    options: MODINFO_OPTIONS,
    operands: 'module',
    examples: [
      ['tsmodinfo -b ROOT -k 6.12.0 dm-crypt', 'All fields of a module'],
      ['tsmodinfo -F firmware -b ROOT -k 6.12.0 iwlwifi', 'The firmware files that it may request'],
      ['tsmodinfo ./e1000e.ko.xz', 'A file'],
    ],
    exitStatus: '0 when every module was found; 1 otherwise.',
    files: [['/lib/modules/RELEASE/modules.*', 'the indexes, and the fields of built-in modules']],
    environment: [COMPAT, ...COLOURS],
    seeAlso: ['tskmod-modules(5)', 'tsdepmod(8)', 'tsmodprobe(8)', 'modinfo(8)'],
  },
]

/** The documented options: those of older kmod are accepted but not documented. */
export const shownOptions = ({ options }: DocumentedCommand): readonly OptionSpec[] =>
  options.filter(({ origin }) => origin !== 'former')
