/** `tskmod closure`: everything that is needed to load some modules, listed or installed into an image. */

import { nothing, orElse } from '../../base/errors.ts'
import type { WorkOptions } from '../../base/interruption.ts'
import {
  type ClosureResult,
  closure,
  fromByteString,
  type InstallResult,
  installClosure,
  type Kernel,
  KmodError,
  type ModuleFilters,
  nodeHost,
  toByteString,
  writeClosure,
} from '../../index.ts'
import { remarkLines } from '../../reports/closure-remarks.ts'
import { closureDocument } from '../../reports/closure-report.ts'
import { allowedNames } from './allowed-names.ts'
import { readNames } from './names.ts'
import { FIRMWARE_OPTIONS, LOOKUP_OPTIONS, SYMBOL_OPTIONS } from './options.ts'
import { requireDirectoryOf } from './output-file.ts'
import { patternOf } from './pattern.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type Subcommand } from './subcommand.ts'

/** Options that filter, and their filters. */
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
      help: 'comma-separated names that may be missing or damaged; an alias must come last, as it may contain commas',
    },
    { flags: '--no-firmware', help: 'do not look for firmware' },
    ...FILTERS.map(([option, , help]) => ({ flags: `--${option} <regex>`, help })),
    {
      flags: '--print <what>',
      isOutput: true,
      help: 'print only this, one per line',
      choices: ['names', 'paths', 'firmware', 'missing'],
    },
    { flags: '--all', help: 'list every module' },
    {
      flags: '--install <dir>',
      help: 'copy it all below this root, and run depmod there; or into a new .cpio or .tar, also .gz or .zst',
    },
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
    ['closure ext4 --root linux.deb --install initramfs.cpio.gz', 'make such an image from a package'],
  ],
  run: answerClosure,
}

async function answerClosure({
  operands,
  options,
  openKernel,
  progress,
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
  // An image without a requested module is not made.
  const installed =
    directory === undefined || !isComplete ? undefined : await install(kernel, result, directory, progress)
  const { source, staleness } = await kernel.names()
  return {
    status: isComplete ? FINE : FINDINGS,
    document: closureDocument({ kernel, source, result, installed }),
    warnings: options.has('print') ? remarkLines(result, { directory, isComplete }) : [],
    write: (page) =>
      options.has('print')
        ? printOnly(result, options.value('print') ?? '', (line) => page.line(line))
        : writeClosure(page, {
            ...{ kernel, source, staleness, result, installed, directory },
            listAll: options.has('all'),
          }),
  }
}

/** @param target a directory, or an archive where its name ends as that of one */
async function install(
  kernel: Kernel,
  result: ClosureResult,
  target: string,
  progress: Pick<WorkOptions, 'onProgress'>,
): Promise<InstallResult> {
  if (!isArchiveName(target)) return installClosure(kernel, result, { directory: target, ...progress })
  const { openArchiveOutput } = await import('../command-line/archive-output.ts')
  requireDirectoryOf(target)
  const output = openArchiveOutput(target, kernel.place.host)
  const place = { ...kernel.place, host: output.host }
  const installed = await installClosure({ place, options: kernel.options }, result, {
    directory: fromByteString(output.directory),
    ...progress,
  })
  await output.finish()
  return { ...installed, directory: output.directory.slice(0, -1) }
}

/** A directory of such a name stays what it is. */
const isArchiveName = (target: string): boolean =>
  /\.(tar|cpio)(\.\w+)?$/.test(target) &&
  orElse(() => nodeHost.status(toByteString(target)), nothing)?.kind !== 'directory'

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
