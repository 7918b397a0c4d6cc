/** The depmod command: turns arguments into options, calls depmod once, and prints the result. */
import { isAnyKmodError, KmodError } from '../../base/errors.ts'
import type { KmodVersion } from '../../base/kmod-versions.ts'
import { fromByteString, toByteString } from '../../base/names.ts'
import { DEFAULT_CONFIG_PATHS } from '../../config/load-depmod-config.ts'
import { nodeHost } from '../../host/node-host.ts'
import { packageVersion } from '../../host/package-version.ts'
import { isIndexLayout } from '../../indexes/index-format.ts'
import { fatalText, formatDiagnostic } from '../../reports/depmod-messages.ts'
import { isPlainDirectory } from '../../sources/plain-directory.ts'
import { depmod } from '../../tools/depmod.ts'
import type { DepmodOptions } from '../../tools/depmod-options.ts'
import type { ArchiveOutput } from '../command-line/archive-output.ts'
import { defaultCacheDirectory } from '../command-line/cache-directory.ts'
import { type CommandLine, parseCommandLine } from '../command-line/command-line.ts'
import { type ExitStatus, FAILURE, SUCCESS } from '../command-line/exit-status.ts'
import { formatHelp, formatVersion } from '../command-line/help.ts'
import { COMPAT_VARIABLE, kmodVersionOf } from '../command-line/kmod-compat.ts'
import { runCommand } from '../command-line/run-command.ts'
import { type Console, DEFAULT_VERBOSITY, openConsole } from '../terminal/console.ts'
import { openProgress } from '../terminal/progress.ts'
import { DEPMOD_OPTIONS, DEPMOD_USAGE } from './depmod-options.ts'

/** kmod: scanf("%u.%u") of the beginning is all that makes a version. */
const RELEASE = /^\s*[+-]?\d+\.\s*[+-]?\d+/

export const main = (argv: readonly string[]): Promise<ExitStatus> =>
  runCommand(argv, async (program, args) => {
    const line = parseCommandLine(program, DEPMOD_OPTIONS, args)
    const kmod = kmodVersionOf(program, line.value('kmod-compat'), process.env[COMPAT_VARIABLE])
    const console = await openConsole(program, DEFAULT_VERBOSITY + line.count('verbose'))
    try {
      return await runDepmod(line, kmod, console)
    } finally {
      console.flush()
    }
  })

async function runDepmod(line: CommandLine, kmod: KmodVersion, console: Console): Promise<ExitStatus> {
  if (line.has('help')) return show(console, formatHelp(DEPMOD_USAGE, DEPMOD_OPTIONS))
  if (line.has('version')) return show(console, formatVersion(packageVersion(), kmod))
  const [given = nodeHost.release(), ...files] = line.operands
  // kmod: treated as a path, so that `6.1.0/` from a shell's completion is the same directory.
  const release = given.replace(/\/+$/, '')
  if (!RELEASE.test(release)) {
    console.message('error', `Bad version passed ${toByteString(release)}`)
    return FAILURE
  }
  // kmod: there would be nothing to show.
  if (line.has('show') && line.has('quick')) return SUCCESS
  const progress = openProgress()
  try {
    const onProgress = progress && { onProgress: progress.update }
    const source = await sourceOf(line)
    const archive = await archiveOf(line, source)
    const { outputs } = await depmod({
      ...optionsOf(line, release, files, console),
      ...source,
      ...(archive && { host: archive.host, outdir: fromByteString(archive.directory) }),
      kmod,
      ...onProgress,
    })
    await archive?.finish()
    if (line.has('show')) for (const { bytes } of outputs) console.data(bytes)
    return SUCCESS
  } catch (error) {
    if (!isAnyKmodError(error)) throw error
    return fail(console, error)
  } finally {
    progress?.end()
  }
}

function show(console: Console, text: string): ExitStatus {
  console.data(toByteString(text))
  return SUCCESS
}

function fail(console: Console, error: KmodError): ExitStatus {
  // Each cycle has been reported, and their number.
  if (error.code !== 'KMOD_CYCLE') console.message('fatal', fatalText(error))
  return FAILURE
}

/**
 * Opens the arguments of -b and --layer, if they are more than a directory.
 * @throws KmodError as openSource(); KMOD_USAGE when there is no directory to write to
 */
async function sourceOf(line: CommandLine): Promise<Partial<DepmodOptions>> {
  const root = line.value('basedir') ?? '/'
  const layers = line.values('layer')
  if (layers.length === 0 && (!line.has('basedir') || isPlainDirectory(nodeHost, root))) return {}
  const { openSource } = await import('../../sources/open-source.ts')
  const source = await openSource(root, { layers })
  const isWrittenElsewhere = line.has('show') || line.has('outdir') || line.has('output-archive')
  if (source.host !== undefined && !isWrittenElsewhere)
    throw new KmodError(
      'KMOD_USAGE',
      `cannot write into ${root}: name a directory with -o, or a file with --output-archive`,
    )
  return source.host === undefined ? {} : source
}

/** @throws KmodError KMOD_USAGE */
async function archiveOf(
  line: CommandLine,
  { host }: Partial<DepmodOptions>,
): Promise<ArchiveOutput | undefined> {
  const path = line.value('output-archive')
  if (path === undefined) return undefined
  if (line.has('show') || line.has('outdir') || line.has('quick'))
    throw new KmodError('KMOD_USAGE', '--output-archive takes the place of -o, and goes without -n and -A')
  const { openArchiveOutput } = await import('../command-line/archive-output.ts')
  const output = openArchiveOutput(path, host)
  // What is written is not read by threads, and what they read has the same paths as without it.
  const threadPath = host === undefined ? (path: string): string => path : host.threadPath
  Object.assign(output.host, { threadPath })
  return output
}

function optionsOf(
  line: CommandLine,
  release: string,
  files: readonly string[],
  console: Console,
): DepmodOptions {
  const symvers = line.value('symvers')
  const systemMap = line.value('filesyms')
  const layout = line.value('index-layout')
  const jobs = line.value('jobs')
  const isFullScan = line.has('all') || line.has('quick') || files.length === 0
  return {
    release,
    ...given('root', line.value('basedir')),
    ...given('moduleDirectory', line.value('moduledir')),
    ...given('outdir', line.value('outdir')),
    config: line.has('config') ? line.values('config') : DEFAULT_CONFIG_PATHS,
    ...(!isFullScan && { files }),
    onlyWhenNewer: line.has('quick'),
    ...given('systemMap', systemMap),
    ...given('symvers', symvers),
    reportSymbols: line.has('errsyms'),
    ...given('symbolPrefix', line.value('symbol-prefix')),
    warnDuplicates: line.has('warn'),
    ...(layout !== undefined && isIndexLayout(layout) && { layout }),
    publish: line.has('show') ? 'text' : 'write',
    ...given('cache', cacheDirectoryOf(line)),
    ...(jobs !== undefined && { jobs: Number(jobs) }),
    onDiagnostic: (d) => console.message(d.severity, formatDiagnostic(console.fields(d))),
    ...(line.has('verbose') && {
      onDependency: (user, symbol, provider) =>
        console.data(`${user.path} needs "${symbol}": ${provider.path}\n`),
    }),
  }
}

const cacheDirectoryOf = (line: CommandLine): string | undefined =>
  line.has('cache')
    ? line.value('cache') || defaultCacheDirectory(process.geteuid?.(), process.env)
    : undefined

/** A property that is absent when it has no value, as exactOptionalPropertyTypes wants it. */
const given = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: string })
