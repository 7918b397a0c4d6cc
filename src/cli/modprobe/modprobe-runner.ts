/** Runs the programs that load and remove modules, and the commands of the configuration. */
import { spawnSync } from 'node:child_process'
import { nodeHost } from '../../host/node-host.ts'
import { type Invocation, loadedModules, type ProgramEnd, type RunProgram } from '../../tools/modprobe.ts'
import { findProgram, programDirectories } from './system-programs.ts'

export interface RunnerSettings {
  /** MODPROBE_OPTIONS of the commands. */
  readonly modprobeOptions: string | undefined
  /** The programs that must use force. */
  readonly forced: readonly ('insmod' | 'rmmod')[]
  /** Checks that insmod skips, if it is not forced to skip all. kmod's insmod knows them since 35. */
  readonly leftOutChecks: readonly CheckOption[]
  /** Called once, when insmod does not know such an option; goes on without it. */
  readonly onUnknownOption: () => void
  /** How long to wait for a module that is to be removed while it is still in use. */
  readonly waitMs: number
  /** Writes buffered output: the commands write to the same streams. */
  readonly flush: () => void
}

const WAIT_STEP_MS = 10

export type CheckOption = 'force-modversion' | 'force-vermagic'

export function createRunner(settings: RunnerSettings): RunProgram {
  let leftOut = settings.leftOutChecks.map((option) => `--${option}`)
  return (invocation) => {
    settings.flush()
    if (invocation.kind === 'shell') return runShell(invocation, settings)
    const { program, args } = invocation
    if (program === 'rmmod') waitUntilUnused(args[0] ?? '', settings.waitMs)
    if (settings.forced.includes(program)) return runForced(invocation)
    if (program !== 'insmod' || leftOut.length === 0) return runProgram(program, args)
    const end = runProgram(program, args, leftOut)
    if (end.status === 0 || !LACKS_OPTION.test(end.stderr)) return end
    leftOut = []
    settings.onUnknownOption()
    return runProgram(program, args)
  }
}

type ProgramInvocation = Extract<Invocation, { kind: 'program' }>

function runForced({ program, args }: ProgramInvocation): ProgramEnd {
  const { status, stderr } = runProgram(program, args, ['-f'])
  return { status, stderr: LACKS_OPTION.test(stderr) ? NO_FORCE : stderr }
}

/** kmod: a module that is still in use after that time is removed anyway, which the kernel refuses. */
function waitUntilUnused(modname: string, waitMs: number): void {
  const { useCount } = loadedModules(nodeHost)
  const end = Date.now() + waitMs
  while (Date.now() < end && (useCount(modname) ?? 0) > 0)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_STEP_MS)
}

const argument = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')

function runShell(
  { command, modname }: Extract<Invocation, { kind: 'shell' }>,
  { modprobeOptions }: RunnerSettings,
): ProgramEnd {
  const { status, error } = spawnSync('/bin/sh', ['-c', argument(command)], {
    stdio: 'inherit',
    env: {
      ...process.env,
      MODPROBE_MODULE: argument(modname),
      ...(modprobeOptions !== undefined && { MODPROBE_OPTIONS: modprobeOptions }),
    },
  })
  return { status: error ? undefined : (status ?? 0), stderr: '' }
}

function runProgram(
  program: ProgramInvocation['program'],
  args: readonly string[],
  options: readonly string[] = [],
): ProgramEnd {
  const path = findProgram(program)
  if (path === undefined) return { status: undefined, stderr: '' }
  const { status, stderr, error } = spawnSync(path, [...options, ...args.map(argument)], {
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'latin1',
    // The kernel's answer is parsed from the program's message.
    env: { ...process.env, PATH: programDirectories(process.env.PATH).join(':'), LC_ALL: 'C' },
  })
  return error ? { status: undefined, stderr: '' } : { status: status ?? 1, stderr }
}

/** Messages about an unknown option; busybox's insmod takes it for a file name. */
const LACKS_OPTION = /'(-f|--force-\w+)'|(invalid|unrecognized|unknown) option/i
const NO_FORCE = 'Operation not supported'
