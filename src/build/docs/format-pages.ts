/** Generates the pages of section 5: the files that depmod writes, and the configuration that it and modprobe read. */
import { bold, formatPage, paragraphs, terms } from './troff.ts'

type Rows = readonly (readonly [name: string, what: string])[]

const TEXT_FILES: Rows = [
  [
    'modules.dep',
    'a line for each module: its path, a colon, and the paths of all modules that it needs, directly or not; later ones must be loaded first. Paths are relative to the directory of the release, or absolute where a module is outside of it',
  ],
  ['modules.alias', 'alias PATTERN MODULE for each alias; patterns are those of fnmatch(3)'],
  ['modules.symbols', 'alias symbol:NAME MODULE for each symbol that a module exports'],
  ['modules.softdep', 'softdep MODULE pre: ... post: ... as requested by modules'],
  [
    'modules.weakdep',
    'weakdep MODULE ...: modules that may be requested later; image builders include them, modprobe does not load them',
  ],
  ['modules.devname', 'MODULE NAME TYPEMAJOR:MINOR for each device node whose first use loads a module'],
]
const BINARY_FILES: Rows = [
  ['modules.dep.bin', 'module name to line of modules.dep'],
  ['modules.alias.bin', 'alias to module name'],
  ['modules.symbols.bin', 'symbol:NAME to module name'],
  ['modules.builtin.bin', 'names of the modules that are in the kernel itself'],
  ['modules.builtin.alias.bin', 'alias to built-in module'],
]
const READ_FILES: Rows = [
  [
    'modules.order',
    'paths of modules in the order of the kernel build, which decides between modules with the same alias',
  ],
  ['modules.builtin', 'paths of built-in modules'],
  [
    'modules.builtin.modinfo',
    'what built-in modules say about themselves: MODULE.FIELD=VALUE, each ended by NUL',
  ],
]

const DEPMOD_DIRECTIVES: Rows = [
  [
    'search DIRECTORY...',
    'which directories win when a module exists twice, highest precedence first; built-in means all other directories, external the external ones. Without it: updates',
  ],
  [
    'override MODULE RELEASE DIRECTORY',
    'the module of this directory wins for the releases that match: * or an extended regular expression',
  ],
  ['external RELEASE DIRECTORY', 'include modules of a directory elsewhere, by their absolute paths'],
  ['exclude NAME...', 'directory entries to ignore'],
]
const MODPROBE_DIRECTIVES: Rows = [
  ['alias PATTERN MODULE', 'another name for a module; it may have wildcards'],
  ['options MODULE OPTION...', 'parameters that the module is loaded with'],
  ['blacklist MODULE', 'ignore the aliases stored in the module'],
  ['install MODULE COMMAND...', 'run the command instead of loading the module'],
  ['remove MODULE COMMAND...', 'run the command instead of removing the module'],
  ['softdep MODULE pre: MODULE... post: MODULE...', 'load these before and after it, if they exist'],
  ['weakdep MODULE MODULE...', 'these may be requested later'],
]

const inBold = (rows: Rows): [string, string][] => rows.map(([name, what]) => [bold(name), `${what}.`])

export const FORMAT_PAGES = ['tskmod-modules', 'tskmod-config'] as const

export function formatPages(version: string): Record<(typeof FORMAT_PAGES)[number], string> {
  return { 'tskmod-modules': modulesPage(version), 'tskmod-config': configPage(version) }
}

const modulesPage = (version: string): string =>
  formatPage({
    name: 'tskmod-modules',
    section: 5,
    summary: 'the indexes of kernel modules',
    version,
    sections: [
      {
        title: 'DESCRIPTION',
        lines: paragraphs([
          'The directory /lib/modules/RELEASE has the modules of a kernel, lists from its build, and the indexes that depmod makes from both.',
          'Names of modules have underscores where the names of files may have dashes.',
        ]),
      },
      { title: 'FILES THAT DEPMOD READS', lines: terms(inBold(READ_FILES)) },
      { title: 'TEXT FILES THAT DEPMOD WRITES', lines: terms(inBold(TEXT_FILES)) },
      {
        title: 'BINARY FILES THAT DEPMOD WRITES',
        lines: [
          ...paragraphs([
            'Each is a trie over 7-bit ASCII keys: the bytes B0 07 F4 57, a version (00 02 00 01) and the offset of the root, all of 32 bits, the high byte first, and then the nodes. A node has, each only if its flag is set in the offset that leads to it, a prefix, the offsets of its children from the first to the last byte that has one, and values with their priorities. kmod 34 writes a node before its children, kmod 33 and older after them (--index-layout).',
          ]),
          ...terms(inBold(BINARY_FILES)),
        ],
      },
      { title: 'SEE ALSO', lines: [['tsdepmod(8)', 'tsmodprobe(8)', 'modules.dep(5)'].map(bold).join(', ')] },
    ],
  })

const configPage = (version: string): string =>
  formatPage({
    name: 'tskmod-config',
    section: 5,
    summary: 'configuration of depmod and modprobe',
    version,
    sections: [
      {
        title: 'DESCRIPTION',
        lines: paragraphs([
          'Files that end in .conf, in depmod.d and modprobe.d below /etc, /run, /usr/local/lib, /usr/lib and /lib. Of files with the same name the one in the first of these directories is used; all of them are read in the order of their names.',
          'A line is a directive; a backslash at its end joins the next one to it. Empty lines and lines that begin with # are ignored. Unknown directives are reported.',
        ]),
      },
      { title: 'DIRECTIVES OF DEPMOD.D', lines: terms(inBold(DEPMOD_DIRECTIVES)) },
      { title: 'DIRECTIVES OF MODPROBE.D', lines: terms(inBold(MODPROBE_DIRECTIVES)) },
      {
        title: 'SEE ALSO',
        lines: [['tsdepmod(8)', 'tsmodprobe(8)', 'depmod.d(5)', 'modprobe.d(5)'].map(bold).join(', ')],
      },
    ],
  })
