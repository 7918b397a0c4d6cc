/** Runs the programs that load and remove modules, and the commands of the configuration. */
import { spawnSync } from 'node:child_process'
import { nodeHost } from '../../host/node-host.ts'
import { type Invocation, loadedModules, type ProgramEnd, type RunProgram } from '../../tools/modprobe.ts'
import { findProgram, programDirectories } from './system-programs.ts'

export interface RunnerSettings {
  /** MODPROBE_OPTIONS of the commands. */
  readonly modprobeOptions: string | undefined
  /** The programs that shall use force. */
  readonly forced: readonly ('insmod' | 'rmmod')[]
  /** How long to wait for a module that is to be removed and still in use. */
  readonly waitMs: number
  /** Puts out what is still held back: the commands write to the same streams. */
  readonly flush: () => void
}

const WAIT_STEP_MS = 10

export function createRunner(settings: RunnerSettings): RunProgram {
  return (invocation) => {
    settings.flush()
    if (invocation.kind === 'shell') return runShell(invocation, settings)
    if (invocation.program === 'rmmod') waitUntilUnused(invocation.args[0] ?? '', settings.waitMs)
    return runProgram(invocation, settings)
  }
}

/** kmod: a module that is still in use after that time is removed all the same, which the kernel refuses. */
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
  { program, args }: Extract<Invocation, { kind: 'program' }>,
  { forced }: RunnerSettings,
): ProgramEnd {
  const force = forced.includes(program) ? ['-f'] : []
  const path = findProgram(program)
  if (path === undefined) return { status: undefined, stderr: '' }
  const { status, stderr, error } = spawnSync(path, [...force, ...args.map(argument)], {
    stdio: ['ignore', 'inherit', 'pipe'],
    encoding: 'latin1',
    // The answer of the kernel is read from what the program says.
    env: { ...process.env, PATH: programDirectories(process.env.PATH).join(':'), LC_ALL: 'C' },
  })
  if (error) return { status: undefined, stderr: '' }
  return { status: status ?? 1, stderr: force.length > 0 && LACKS_FORCE.test(stderr) ? NO_FORCE : stderr }
}

/** busybox's insmod takes the option for the name of a file. */
const LACKS_FORCE = /'-f'|(invalid|unrecognized) option/
const NO_FORCE = 'Operation not supported'
