/** `tskmod closure`: everything that is needed to load some modules, told or installed into an image. */
import {
  type ClosureResult,
  closure,
  installClosure,
  KmodError,
  type ModuleFilters,
  writeClosure,
} from '../../index.ts'
import { remarkLines } from '../../reports/closure-remarks.ts'
import { closureDocument } from '../../reports/closure-report.ts'
import { allowedNames } from './allowed-names.ts'
import { readNames } from './names.ts'
import { FIRMWARE_OPTIONS, LOOKUP_OPTIONS, SYMBOL_OPTIONS } from './options.ts'
import { patternOf } from './pattern.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type Subcommand } from './subcommand.ts'

/** Options of filters and the filters they are. */
const FILTERS: readonly (readonly [option: string, filter: keyof ModuleFilters, help: string])[] = [
  ['path', 'path', 'only modules whose path matches'],
  ['not-path', 'notPath', 'no modules whose path matches'],
  ['symbol', 'symbol', 'only modules that need a matching symbol'],
  ['not-symbol', 'notSymbol', 'no modules that need a matching symbol'],
  ['not-name', 'notName', 'no modules whose name matches, even when others need them'],
]

export const CLOSURE: Subcommand = {
  name: 'closure',
  operands: '[names...]',
  summary: 'All that is needed to load some modules, in load order',
  details: `Names are module names, aliases and modaliases, =drivers/net for all modules of a
directory, paths, and patterns of names and paths ('dm-*', 'kernel/fs/**').`,
  worksOn: 'kernel',
  options: [
    {
      flags: '--names-from <file>',
      help: 'read further names from a file: /etc/modules, modules-load.d, modules.load, lsmod; - is standard input',
    },
    {
      flags: '--allow-missing <names...>',
      help: 'names that need not exist or may be damaged, with commas between them; an alias comes last, with all its commas',
    },
    { flags: '--no-firmware', help: 'do not look for firmware' },
    ...FILTERS.map(([option, , help]) => ({ flags: `--${option} <regex>`, help })),
    {
      flags: '--print <what>',
      isOutput: true,
      help: 'print only this, a line each',
      choices: ['names', 'paths', 'firmware', 'missing'],
    },
    { flags: '--all', help: 'list each module, however many there are' },
    { flags: '--install <dir>', help: 'copy it all below this root, and run depmod there' },
    ...LOOKUP_OPTIONS,
    ...SYMBOL_OPTIONS,
    ...FIRMWARE_OPTIONS,
  ],
  examples: [
    ['closure dm-crypt ext4 virtio_blk', 'what an initramfs for an encrypted disk needs'],
    [
      'closure =drivers/net --not-path /wireless/ --print paths',
      'all drivers of wired networks, for a script',
    ],
    ['closure ext4 --install /tmp/initramfs', 'put ext4 and all it needs into an image'],
  ],
  run: answerClosure,
}

async function answerClosure({
  operands,
  options,
  openKernel,
}: Parameters<Subcommand['run']>[0]): Promise<Answer> {
  const names = [...operands, ...options.values('names-from').flatMap(readNames)]
  if (names.length === 0) throw new KmodError('KMOD_USAGE', 'no names given; see tskmod closure --help')
  const kernel = await openKernel()
  const result = await closure(kernel, {
    names,
    allowMissing: options.values('allow-missing').flatMap(allowedNames),
    filters: filtersOf(options),
    firmware: options.has('firmware'),
  })
  const directory = options.value('install')
  const isComplete = result.missing.every(({ isAllowed }) => isAllowed)
  // An image that lacks what was asked for is not made.
  const installed =
    directory === undefined || !isComplete ? undefined : await installClosure(kernel, result, { directory })
  const { source, staleness } = await kernel.names()
  return {
    status: isComplete ? FINE : FINDINGS,
    document: closureDocument({ kernel, source, result, installed }),
    warnings: options.has('print') ? remarkLines(result) : [],
    write: (page) =>
      options.has('print')
        ? printOnly(result, options.value('print') ?? '', (line) => page.line(line))
        : writeClosure(page, { kernel, source, staleness, result, installed, listAll: options.has('all') }),
  }
}

function filtersOf(options: GivenOptions): ModuleFilters {
  const given = FILTERS.flatMap(([option, filter]) => {
    const source = options.value(option)
    return source === undefined ? [] : [[filter, patternOf(source)] as const]
  })
  return Object.fromEntries(given)
}

function printOnly(result: ClosureResult, what: string, print: (line: string) => void): void {
  const files = result.firmware.flatMap(({ files }) => files)
  const lines: Readonly<Record<string, () => Iterable<string>>> = {
    names: () => result.modules.map(({ modname }) => modname),
    paths: () => result.modules.map(({ path }) => path),
    firmware: () => new Set(files.map(({ name }) => name)),
    missing: () => result.missing.map(({ name }) => name),
  }
  for (const line of lines[what]?.() ?? []) print(line)
}
