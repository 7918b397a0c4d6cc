/** The commands that are compared, and how they are run. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Command, ourCommand } from '../support/our-command.ts'

const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')

/** Where real kernels and kmods are kept (see corpus.sh). */
export const corpus = process.env.TSKMOD_CORPUS ?? join(cache, 'tskmod/corpus')

export type Kmod = 'kmod34' | 'kmod30'

/** Our commands: what is to be proved. */
export const OURS = { depmod: ourCommand('depmod') } as const satisfies Record<string, Command>

/** A tool of real kmod. */
export const kmodTool = (kmod: Kmod, tool: 'depmod' | 'modprobe' | 'modinfo'): Command => [
  join(corpus, kmod, 'run'),
  tool,
]
export const hasKmod = (kmod: Kmod): boolean => existsSync(join(corpus, kmod, 'run'))

/** Text is byte strings. */
export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export function run(command: Command, args: readonly string[]): Promise<Ran> {
  const [program = '', ...first] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      resolve({
        status,
        stdout: Buffer.concat(stdout).toString('latin1'),
        stderr: Buffer.concat(stderr).toString('latin1'),
      })
    })
  })
}
