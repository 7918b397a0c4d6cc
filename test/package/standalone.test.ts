/** The commands that are one file each, copied to a place without any file of this package. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { SUBCOMMANDS } from '../../src/cli/tskmod/subcommands.ts'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { moduleDirOf, put, RELEASE, type Run, temporaryDirectory } from '../support/run-tsdepmod.ts'
import { runTskmod } from '../support/run-tskmod.ts'

const BUILT = resolve(import.meta.dirname, '../../dist/standalone')
const { version } = JSON.parse(readFileSync(join(BUILT, '../../package.json'), 'utf8')) as { version: string }

/** Without NODE_PATH, and in a directory of its own, so that nothing but the file can be found. */
function runAlone(
  tool: 'depmod' | 'modprobe' | 'modinfo' | 'kmod',
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Run {
  const file = join(temporaryDirectory(), tool)
  copyFileSync(join(BUILT, `ts${tool}.cjs`), file)
  const { status, stdout, stderr } = spawnSync(file, args, {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { PATH: process.env.PATH, ...env },
  })
  return { status, stdout, stderr }
}

/** Modules in every compression, enough of them for several batches. */
function tree(): string {
  const root = temporaryDirectory()
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
  return root
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

it('depmod starts itself as its worker threads, and reads every compression there', () => {
  const root = tree()
  const notes = join(root, 'notes')
  put(join(root, 'note.cjs'), NOTE_ANSWERS + WAIT_FOR_ANSWERS)
  put(notes, '')
  const env = { NODE_OPTIONS: `--require ${join(root, 'note.cjs')}`, NOTES: notes }
  const read = (jobs: number): Map<string, Buffer> => {
    const ran = runAlone('depmod', ['-b', root, '--jobs', String(jobs), RELEASE], env)
    expect(ran).toEqual({ status: 0, stdout: '', stderr: '' })
    const names = readdirSync(moduleDirOf(root)).filter((name) => /dep|alias|sym/.test(name))
    return new Map(names.map((name) => [name, readFileSync(join(moduleDirOf(root), name))]))
  }
  const threads = read(4)
  expect(new Set(readFileSync(notes, 'utf8').trim().split(' ')).size).toBe(3)
  expect(threads.get('modules.dep')?.toString()).toContain(
    'kernel/m3.ko.zst: kernel/m2.ko.xz kernel/m1.ko.gz kernel/m0.ko\n',
  )
  rmSync(join(moduleDirOf(root), 'modules.dep'))
  expect(threads).toEqual(read(1))
})

it('depmod keeps a cache', async () => {
  const root = tree()
  // Modules that have just changed are not kept (cache/module-keys.ts).
  await setTimeout(2_100)
  const args = ['-b', root, `--cache=${join(root, 'cache')}`, RELEASE]
  expect(runAlone('depmod', args)).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(readdirSync(join(root, 'cache'))).toHaveLength(1)
})

it('tskmod answers, with worker threads of its own too', () => {
  const root = tree()
  const answer = (jobs: number): string =>
    runAlone('kmod', ['needs', '^from_7$', '--root', root, '--jobs', String(jobs)]).stdout
  expect(answer(4)).toContain('m8')
  expect(answer(4)).toBe(answer(1))
})

/** The arguments of each subcommand; {root}, {index} and {module} are filled in. A new subcommand needs a row. */
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
  facts: ['--root', '{root}', '--output', '{root}/kernel.facts'],
  fleet: ['{root}', 'signers', '--print-sql'],
  'index dump': ['{index}'],
  'index verify': ['{index}'],
  'index convert': ['{index}', '--output', '{index}.new'],
  completion: ['fish'],
}

it.each(SUBCOMMANDS.map(({ name }) => name))('tskmod %s answers as the installed command does', (name) => {
  const root = tree()
  runAlone('depmod', ['-b', root, RELEASE])
  const index = join(moduleDirOf(root), 'modules.dep.bin')
  const call = CALLS[name] ?? []
  const args = [...name.split(' '), ...call].map((arg) =>
    arg
      .replace('{root}', root)
      .replace('{index}', index)
      .replace('{module}', join(moduleDirOf(root), 'kernel/m0.ko')),
  )
  const alone = runAlone('kmod', args, { TSKMOD_HINTS: '1' })
  expect([alone.status, alone.stderr]).toEqual([0, ''])
  expect(alone.stdout.length).toBeGreaterThan(20)
  expect(alone).toEqual(runTskmod(args))
})

it('modprobe and modinfo answer', () => {
  const root = tree()
  runAlone('depmod', ['-b', root, RELEASE])
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
  const root = tree()
  const notes = join(root, 'notes')
  put(join(root, 'note.cjs'), NOTE_ANSWERS)
  put(notes, '')
  runAlone('depmod', ['-b', root, RELEASE])
  const names = Array.from({ length: 200 }, (_, i) => `m${i}`)
  const env = { NODE_OPTIONS: `--require ${join(root, 'note.cjs')}`, NOTES: notes }
  const shown = runAlone('modinfo', ['--jobs', '3', '-b', root, '-k', RELEASE, '-F', 'name', ...names], env)
  expect(shown).toEqual({ status: 0, stdout: `${names.join('\n')}\n`, stderr: '' })
  expect(readFileSync(notes, 'utf8')).not.toBe('')
})

it.each(['depmod', 'modprobe', 'modinfo'] as const)('%s knows its version', (tool) => {
  expect(runAlone(tool, ['-V']).stdout).toContain(`\ntskmod v${version}\n`)
})
