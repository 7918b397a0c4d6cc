/** The modprobe command: turns arguments into settings, calls modprobe once, and prints what it reports. */
import { isAnyKmodError } from '../../base/errors.ts'
import { isChanged, type KmodVersion } from '../../base/kmod-versions.ts'
import { toByteString } from '../../base/names.ts'
import { messageInWords } from '../../base/strerror.ts'
import { DEFAULT_MODPROBE_CONFIG_PATHS, KERNEL_CMDLINE_PATH } from '../../config/load-modprobe-config.ts'
import type { Host } from '../../host/host.ts'
import { nodeHost } from '../../host/node-host.ts'
import { delayOptimizing } from '../../host/v8-flags.ts'
import { isPlainDirectory } from '../../sources/plain-directory.ts'
import {
  type Action,
  type ModprobeOptions,
  type ModprobeProblem,
  type ModprobeTree,
  modprobe,
  type RunProgram,
  showConfig,
} from '../../tools/modprobe.ts'
import { type ExitStatus, FAILURE, SUCCESS } from '../command-line/exit-status.ts'
import { COMPAT_VARIABLE } from '../command-line/kmod-compat.ts'
import { runCommand } from '../command-line/run-command.ts'
import { type Console, DEFAULT_VERBOSITY, openConsole } from '../terminal/console.ts'
import { actionLine } from './action-line.ts'
import { extendModprobeOptions, splitModprobeOptions } from './modprobe-environment.ts'
import { modprobeMessage } from './modprobe-messages.ts'
import { type ModprobeSettings, readSettings } from './modprobe-settings.ts'
import { isStderrClosed, type SendToSyslog, sendByLogger, throughSyslog } from './syslog.ts'

/** The streams, host and environment of the command. */
export interface ModprobeMachine {
  readonly host: Host
  /** MODPROBE_OPTIONS of the environment. */
  readonly modprobeOptions: string | undefined
  /** TSKMOD_COMPAT of the environment. */
  readonly kmodCompat?: string | undefined
  readonly openConsole: (program: string, verbosity: number) => Promise<Console>
  /** Whether standard error was closed at the start. */
  readonly isStderrClosed: () => boolean
  readonly sendToSyslog: SendToSyslog
}

const MACHINE: ModprobeMachine = {
  host: nodeHost,
  modprobeOptions: process.env.MODPROBE_OPTIONS,
  kmodCompat: process.env[COMPAT_VARIABLE],
  openConsole,
  isStderrClosed,
  sendToSyslog: sendByLogger,
}

export const main = (argv: readonly string[]): Promise<ExitStatus> =>
  runCommand(argv, (program, args) => runModprobe(program, args, MACHINE))

/** @throws KmodError KMOD_USAGE */
export async function runModprobe(
  program: string,
  args: readonly string[],
  machine: ModprobeMachine,
): Promise<ExitStatus> {
  const words = [...splitModprobeOptions(machine.modprobeOptions ?? ''), ...args]
  const settings = readSettings(program, words, machine.kmodCompat)
  const verbosity = lacksNames(settings) ? DEFAULT_VERBOSITY : settings.verbosity
  const standard = await machine.openConsole(program, verbosity)
  const usesSyslog = settings.given.has('syslog') || machine.isStderrClosed()
  const console = usesSyslog
    ? throughSyslog(standard, { program, verbosity, send: machine.sendToSyslog })
    : standard
  // kmod: printed while the arguments are read, before -q and -s take effect.
  for (const { long, insteadUse } of settings.deprecated)
    standard.complain(
      `${program}: WARNING: --${long} is deprecated and scheduled for removal; use --${insteadUse}`,
    )
  try {
    return await runTask({ settings, machine, console })
  } finally {
    console.flush()
  }
}

/** One run of the command. */
interface CommandRun {
  readonly settings: ModprobeSettings
  readonly machine: ModprobeMachine
  readonly console: Console
  /** The opened argument of -d. */
  readonly root?: string
}

async function runTask(run: CommandRun): Promise<ExitStatus> {
  const { settings, console } = run
  const { task } = settings
  if (task === 'help' || task === 'version') return show(task, settings.kmod, console)
  if (lacksNames(settings)) {
    console.message('error', 'missing parameters. See -h.')
    return FAILURE
  }
  try {
    const opened = await openRoot(run)
    if (task === 'modversions' || task === 'exports') {
      const { showSymbols } = await import('./show-symbols.ts')
      return await showSymbols(task, {
        settings,
        console,
        tree: treeOf(opened),
        host: opened.machine.host,
      })
    }
    if (task !== 'config') return await handleNames(opened)
    for (const text of showConfig(treeOf(opened))) console.data(text)
    return SUCCESS
  } catch (error) {
    if (!isAnyKmodError(error)) throw error
    console.message('fatal', toByteString(messageInWords(error)))
    return FAILURE
  }
}

/** @throws KmodError as openSource() */
async function openRoot(run: CommandRun): Promise<CommandRun> {
  const root = run.settings.values.get('dirname')
  if (root === undefined) return run
  if (isPlainDirectory(run.machine.host, root)) return { ...run, root }
  const { openSource } = await import('../../sources/open-source.ts')
  const source = await openSource(root, { host: run.machine.host })
  return { ...run, root: source.root, machine: { ...run.machine, host: source.host ?? run.machine.host } }
}

/** kmod: reported before -q takes effect. */
const lacksNames = ({ task, names }: ModprobeSettings): boolean =>
  names.length === 0 && !['help', 'version', 'config'].includes(task)

/** Loaded here, because no query needs them. */
async function show(what: 'help' | 'version', kmod: KmodVersion, console: Console): Promise<ExitStatus> {
  const { formatModprobeHelp, formatModprobeVersion } = await import('./modprobe-help.ts')
  console.data(toByteString(what === 'help' ? formatModprobeHelp(kmod) : formatModprobeVersion(kmod)))
  return SUCCESS
}

async function handleNames(whole: CommandRun): Promise<ExitStatus> {
  const { settings, console } = whole
  const { given, names, task, values, verbosity } = settings
  if (names.length >= MANY_NAMES) delayOptimizing()
  const isQuery = given.has('show-depends') || given.has('resolve-alias') || given.has('dry-run')
  const runner = isQuery ? undefined : await createRun(whole)
  const takesAll = task === 'remove' || given.has('all')
  const { succeeded } = modprobe(takesAll ? names : names.slice(0, 1), {
    ...treeOf(whole),
    mode: task === 'remove' ? 'remove' : given.has('resolve-alias') ? 'resolve' : 'insert',
    parameters: takesAll ? [] : names.slice(1),
    ignoreCommands: given.has('ignore-install'),
    useBlacklist: given.has('use-blacklist'),
    firstTime: given.has('first-time'),
    ignoreLoaded: given.has('show-depends'),
    removeHolders: given.has('remove-holders'),
    waits: Number(values.get('wait') ?? 0) > 0,
    // kmod exits after printing a FATAL message. With -q nothing is printed, so it goes on.
    keepGoing: given.has('all') || verbosity < FATAL_PRIORITY,
    loaded: 'host',
    ...(runner && { run: runner.run }),
    ...display(settings, console),
  })
  if (!succeeded) runner?.reportIneffective()
  return succeeded ? SUCCESS : FAILURE
}

const FATAL_PRIORITY = 2

/** With fewer, no function runs long enough to be optimized, and querying takes 1 ms. */
const MANY_NAMES = 100

type Display = Pick<ModprobeOptions, 'onAction' | 'onModule'>

function display({ given, verbosity, kmod }: ModprobeSettings, console: Console): Display {
  const showsActions =
    given.has('show-depends') ||
    verbosity > DEFAULT_VERBOSITY ||
    (given.has('dry-run') && isChanged('dry-run-prints', kmod))
  return {
    onModule: ({ modname }) => console.data(`${modname}\n`),
    ...(showsActions && { onAction: (action: Action) => console.data(actionLine(action)) }),
  }
}

function treeOf({ settings, machine, console, root }: CommandRun): ModprobeTree {
  const { given, values } = settings
  return {
    release: values.get('set-version') ?? machine.host.release(),
    host: machine.host,
    root: root ?? '',
    ...configOf(settings),
    kernelCmdline: given.has('no-kernel-cmdline') ? undefined : KERNEL_CMDLINE_PATH,
    onProblem: (problem) => report(console, problem, given.has('all')),
  }
}

/** The argument of -C does not depend on the root. */
function configOf({ config, values }: ModprobeSettings): Pick<ModprobeTree, 'config' | 'configRoot'> {
  if (config.length > 0) return { config }
  return { config: DEFAULT_MODPROBE_CONFIG_PATHS, configRoot: values.get('config-root') }
}

function report(console: Console, problem: ModprobeProblem, all: boolean): void {
  const { priority, text, libraryFunction } = modprobeMessage(console.fields(problem), all)
  if (libraryFunction === undefined) console.message(priority, text)
  else console.complain(`libkmod: ERROR: ${libraryFunction}: ${text}`)
}

/** kmod: `--force` sets both of the others, and applies to removal too; they apply to loading only. */
function forcedPrograms({ given }: ModprobeSettings): readonly ('insmod' | 'rmmod')[] {
  if (given.has('force')) return ['insmod', 'rmmod']
  return leftOutChecks(given).length === CHECK_OPTIONS.length ? ['insmod'] : []
}

const CHECK_OPTIONS = ['force-modversion', 'force-vermagic'] as const

const leftOutChecks = (given: ReadonlySet<string>): (typeof CHECK_OPTIONS)[number][] =>
  CHECK_OPTIONS.filter((option) => given.has(option))

interface CommandRunner {
  readonly run: RunProgram
  /** Explains why an option had no effect, if the machine's insmod does not support it. */
  readonly reportIneffective: () => void
}

/** Loaded here, because no query needs it. */
async function createRun({ settings, machine, console }: CommandRun): Promise<CommandRunner> {
  const { createRunner } = await import('./modprobe-runner.ts')
  const forced = forcedPrograms(settings)
  const checks = forced.length > 0 ? [] : leftOutChecks(settings.given)
  let isUnknown = false
  const run = createRunner({
    modprobeOptions: extendModprobeOptions(machine.modprobeOptions, settings.passedOn),
    forced,
    leftOutChecks: checks,
    onUnknownOption: () => {
      isUnknown = true
    },
    waitMs: Number(settings.values.get('wait') ?? 0),
    flush: () => console.flush(),
  })
  return {
    run,
    // Skipping a check that the user did not ask to skip can crash the machine, so --force is no way out.
    reportIneffective: () => {
      if (isUnknown)
        console.message('warning', `--${checks[0]} alone had no effect; the insmod of this machine lacks it`)
    },
  }
}
