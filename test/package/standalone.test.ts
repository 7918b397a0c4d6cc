/** The commands that are one file each, copied to a place without any file of this package. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { SUBCOMMANDS } from '../../src/cli/tskmod/subcommands.ts'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import {
  directoryForFile,
  moduleDirOf,
  put,
  RELEASE,
  type Run,
  temporaryDirectory,
} from '../support/run-tsdepmod.ts'
import { runTskmod } from '../support/run-tskmod.ts'

const BUILT = resolve(import.meta.dirname, '../../dist/standalone')
const { version } = JSON.parse(readFileSync(join(BUILT, '../../package.json'), 'utf8')) as { version: string }

const places = directoryForFile()

/** Without NODE_PATH, and in a directory of its own, so that nothing but the file can be found. */
function runAlone(
  tool: 'depmod' | 'modprobe' | 'modinfo' | 'kmod',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Run {
  const file = join(places, tool, tool)
  if (!existsSync(file)) {
    mkdirSync(join(places, tool))
    copyFileSync(join(BUILT, `ts${tool}.cjs`), file)
  }
  const { status, stdout, stderr } = spawnSync(file, args, {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { PATH: process.env.PATH, TSKMOD_CACHE: process.env.TSKMOD_CACHE, ...env },
  })
  return { status, stdout, stderr }
}

/** Modules in every compression, enough of them for several batches; with indexes. No test writes to it. */
const root = directoryForFile()

beforeAll(() => {
  layOutModules()
  expect(runAlone('depmod', ['-b', root, RELEASE])).toEqual({ status: 0, stdout: '', stderr: '' })
})

function layOutModules(): void {
  const forms = ['none', 'gz', 'xz', 'zst'] as const
  for (let i = 0; i < 200; i++) {
    const form = forms[i % forms.length] ?? 'none'
    const name = `m${i}.ko${form === 'none' ? '' : `.${form}`}`
    const bytes = buildModule({
      exports: [`from_${i}`],
      ...(i > 0 && { needs: [`from_${i - 1}`] }),
      modinfo: [`name=m${i}`, 'license=GPL', `vermagic=${RELEASE} SMP `],
    })
    put(join(moduleDirOf(root), 'kernel', name), pack(bytes, form))
  }
  for (const name of ['order', 'builtin', 'builtin.modinfo'])
    put(join(moduleDirOf(root), `modules.${name}`), '')
}

/** Loaded into every thread: records each answer of a worker. Without it a worker that dies would go unnoticed here. */
const NOTE_ANSWERS = `
const { isMainThread, parentPort, threadId } = require('node:worker_threads')
const post = parentPort?.postMessage.bind(parentPort)
if (!isMainThread)
  parentPort.postMessage = (...answer) => {
    require('node:fs').appendFileSync(process.env.NOTES, threadId + ' ')
    post(...answer)
  }
`

/** Keeps the main thread from reading modules before three workers have answered: it could have read all by then. */
const WAIT_FOR_ANSWERS = `
if (isMainThread && process.argv.includes('4')) {
  const fs = require('node:fs')
  const { openSync } = fs
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const answers = () => fs.readFileSync(process.env.NOTES, 'utf8').trim().split(' ').length
  fs.openSync = (path, ...rest) => {
    for (let i = 0; i < 2000 && /\\.ko/.test(path) && answers() < 3; i++) Atomics.wait(cell, 0, 0, 5)
    return openSync(path, ...rest)
  }
}
`

/** The environment in which `program` is loaded, and the file that it writes to. */
function notesOf(program: string): {
  readonly notes: string
  readonly env: Readonly<Record<string, string>>
} {
  const directory = temporaryDirectory()
  const notes = join(directory, 'notes')
  put(join(directory, 'note.cjs'), program)
  put(notes, '')
  return { notes, env: { NODE_OPTIONS: `--require ${join(directory, 'note.cjs')}`, NOTES: notes } }
}

it('depmod starts itself as its worker threads, and reads every compression there', () => {
  const { notes, env } = notesOf(NOTE_ANSWERS + WAIT_FOR_ANSWERS)
  const read = (jobs: number): Map<string, Buffer> => {
    const out = temporaryDirectory()
    const ran = runAlone('depmod', ['-b', root, '-o', out, '--jobs', String(jobs), RELEASE], env)
    expect(ran).toEqual({ status: 0, stdout: '', stderr: '' })
    const names = readdirSync(moduleDirOf(out)).filter((name) => /dep|alias|sym/.test(name))
    return new Map(names.map((name) => [name, readFileSync(join(moduleDirOf(out), name))]))
  }
  const threads = read(4)
  expect(new Set(readFileSync(notes, 'utf8').trim().split(' ')).size).toBe(3)
  expect(threads.get('modules.dep')?.toString()).toContain(
    'kernel/m3.ko.zst: kernel/m2.ko.xz kernel/m1.ko.gz kernel/m0.ko\n',
  )
  expect(threads).toEqual(read(1))
})

it('depmod keeps a cache', async () => {
  // Modules that have just changed are not kept (cache/module-keys.ts).
  await setTimeout(2_100)
  const out = temporaryDirectory()
  const args = ['-b', root, '-o', out, `--cache=${join(out, 'cache')}`, RELEASE]
  expect(runAlone('depmod', args)).toEqual({ status: 0, stdout: '', stderr: '' })
  const kinds = readdirSync(join(out, 'cache')).map((name) => name.slice(0, name.indexOf('-')))
  expect(kinds.sort()).toEqual(['depmod', 'outputs'])
})

it('tskmod answers, with worker threads of its own too', () => {
  const answer = (jobs: number): string =>
    runAlone('kmod', ['needs', '^from_7$', '--root', root, '--jobs', String(jobs)]).stdout
  expect(answer(4)).toContain('m8')
  expect(answer(4)).toBe(answer(1))
})

/** The arguments of each subcommand; {root}, {index}, {module} and {out} are filled in. A new subcommand needs a row. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  closure: ['m2', '--root', '{root}'],
  why: ['m2', 'm1', '--root', '{root}'],
  needs: ['^from_7$', '--root', '{root}'],
  check: ['--root', '{root}', '--fail-on', 'none'],
  diff: ['{root}', '{root}'],
  reach: ['m2', '--root', '{root}'],
  list: ['--root', '{root}'],
  abi: ['{module}', '--against', '{root}'],
  preflight: ['{root}', '{root}'],
  graph: ['m2', '--root', '{root}', '--format', 'html'],
  facts: ['--root', '{root}', '--output', '{out}/kernel.facts'],
  fleet: ['{root}', 'signers', '--print-sql'],
  'index dump': ['{index}'],
  'index verify': ['{index}'],
  'index convert': ['{index}', '--output', '{out}/index'],
  completion: ['fish'],
}

it.each(SUBCOMMANDS.map(({ name }) => name))('tskmod %s answers as the installed command does', (name) => {
  const index = join(moduleDirOf(root), 'modules.dep.bin')
  const call = CALLS[name] ?? []
  const out = temporaryDirectory()
  const args = [...name.split(' '), ...call].map((arg) =>
    arg
      .replace('{root}', root)
      .replace('{index}', index)
      .replace('{out}', out)
      .replace('{module}', join(moduleDirOf(root), 'kernel/m0.ko')),
  )
  const alone = runAlone('kmod', args, { TSKMOD_HINTS: '1' })
  expect([alone.status, alone.stderr]).toEqual([0, ''])
  expect(alone.stdout.length).toBeGreaterThan(20)
  expect(alone).toEqual(runTskmod(args))
})

it('modprobe and modinfo answer', () => {
  const shown = runAlone('modprobe', ['-d', root, '-S', RELEASE, '-D', 'm2'])
  expect(shown.stdout.split('\n').map((line) => line.split('/').at(-1))).toEqual([
    'm0.ko ',
    'm1.ko.gz ',
    'm2.ko.xz ',
    '',
  ])
  expect(runAlone('modinfo', ['-b', root, '-k', RELEASE, '-F', 'name', 'm2', 'm3']).stdout).toBe('m2\nm3\n')
})

it('modinfo starts itself as its worker threads', () => {
  const { notes, env } = notesOf(NOTE_ANSWERS)
  const names = Array.from({ length: 200 }, (_, i) => `m${i}`)
  const shown = runAlone('modinfo', ['--jobs', '3', '-b', root, '-k', RELEASE, '-F', 'name', ...names], env)
  expect(shown).toEqual({ status: 0, stdout: `${names.join('\n')}\n`, stderr: '' })
  expect(readFileSync(notes, 'utf8')).not.toBe('')
})

it.each(['depmod', 'modprobe', 'modinfo'] as const)('%s knows its version', (tool) => {
  expect(runAlone(tool, ['-V']).stdout).toContain(`\ntskmod v${version}\n`)
})
