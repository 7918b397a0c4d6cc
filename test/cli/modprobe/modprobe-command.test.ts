/**
 * Each case of modprobe-cases.ts must get the answer that real kmod 34.2 gave (testdata/modprobe/expected.json), which was
 * asked by `npx tsx test/conformance/modprobe-check.ts --write`: on the same tree, indexes by its own depmod,
 *
 *   modprobe -C ROOT/conf -d ROOT -S 6.1.0-test ARGS...
 *
 * with ROOT/sys as /sys/module and ROOT/cmdline as /proc/cmdline.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isKmodError } from '../../../src/base/errors.ts'
import { runModprobe } from '../../../src/cli/modprobe/modprobe-command.ts'
import type { Console, MessagePriority } from '../../../src/cli/terminal/console.ts'
import type { Host } from '../../../src/host/host.ts'
import { nodeHost } from '../../../src/host/node-host.ts'
import { depmod } from '../../../src/tools/depmod.ts'
import { directoryForFile, temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { CASES, caseName, type ModprobeCase } from './modprobe-cases.ts'
import {
  type Answer,
  argsOf,
  comparable,
  cwdOf,
  layOutCase,
  layOutModules,
  moduleDirOf,
  RELEASE,
} from './modprobe-tree.ts'

const EXPECTED: Readonly<Record<string, Answer>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../testdata/modprobe/expected.json'), 'utf8'),
)
const TSMODPROBE = resolve(import.meta.dirname, '../../../bin/tsmodprobe.cjs')

/** The modules and their indexes, of which each case gets a copy. */
const template = directoryForFile()
beforeAll(async () => {
  layOutModules(template)
  await depmod({ root: template, release: RELEASE })
})

function layOut(test: ModprobeCase): string {
  const root = temporaryDirectory()
  cpSync(template, root, { recursive: true, preserveTimestamps: true })
  layOutCase(root, test)
  return root
}

/** The host, with ROOT/sys as /sys/module and ROOT/cmdline as /proc/cmdline. */
function hostOf(root: string, cwd: string): Host {
  const there = (path: string): string =>
    path.replace(/^\/sys\/module/, join(root, 'sys')).replace(/^\/proc\/cmdline$/, join(root, 'cmdline'))
  return {
    ...nodeHost,
    workingDirectory: () => cwd,
    status: (path) => nodeHost.status(there(path)),
    readFile: (path) => nodeHost.readFile(there(path)),
    openFile: (path) => nodeHost.openFile(there(path)),
    listDirectory: (path) => nodeHost.listDirectory(there(path)),
  }
}

const PRIORITIES: Readonly<Record<MessagePriority, number>> = { fatal: 2, error: 3, warning: 4, info: 6 }

async function answer(root: string, test: ModprobeCase): Promise<Answer> {
  let stdout = ''
  let stderr = ''
  const openConsole = async (program: string, verbosity: number): Promise<Console> => ({
    message: (priority, text) => {
      if (PRIORITIES[priority] <= verbosity) stderr += `${program}: ${priority.toUpperCase()}: ${text}\n`
    },
    fields: (fields) => fields,
    complain: (line) => {
      stderr += `${line}\n`
    },
    data: (text) => {
      stdout += text
    },
    flush: () => {},
  })
  const machine = {
    host: hostOf(root, cwdOf(root, test)),
    modprobeOptions: test.modprobeOptions,
    openConsole,
    isStderrClosed: () => false,
    sendToSyslog: () => {},
  }
  try {
    const status = await runModprobe('modprobe', argsOf(root, test), machine)
    return { stdout, stderr, status }
  } catch (error) {
    if (!isKmodError(error)) throw error
    return { stdout, stderr: `${stderr}${error.message}\n`, status: 1 }
  }
}

/** Commands that are run write to the standard streams themselves. */
function answerOfProcess(root: string, test: ModprobeCase): Answer {
  const link = join(root, 'modprobe')
  symlinkSync(TSMODPROBE, link)
  const args = [link, '--no-kernel-cmdline', ...argsOf(root, test)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'latin1', cwd: root })
  return { status, stdout, stderr }
}

const runsCommands = ({ config }: ModprobeCase): boolean => config !== undefined && 'c.conf' in config

describe('modprobe answers as kmod 34.2 does', () => {
  it.each(CASES.map((test) => [caseName(test), test] as const))('%s', async (name, test) => {
    const root = layOut(test)
    const ours = runsCommands(test) ? answerOfProcess(root, test) : await answer(root, test)
    const { stdout, stderr, status } = comparable(root, ours)
    // What kmod prints shows at its end, and what the commands print before, whatever came first.
    expect({ stdout: sortedLines(stdout, test), stderr, status }).toEqual({
      ...EXPECTED[name],
      stdout: sortedLines(EXPECTED[name]?.stdout ?? '', test),
    })
  })
})

const sortedLines = (text: string, test: ModprobeCase): string =>
  runsCommands(test) ? text.split('\n').sort().join('\n') : text

describe('options of our own', () => {
  const config = { 'a.conf': 'options a host=1\n' }

  it('--no-kernel-cmdline passes the command line over', async () => {
    const test: ModprobeCase = { args: ['--no-kernel-cmdline', '-D', 'a'], cmdline: 'a.x=1' }
    const root = layOut(test)
    expect((await answer(root, test)).stdout).toBe(`insmod ${moduleDirOf(root)}/kernel/a.ko \n`)
    const { stdout } = await answer(root, { ...test, args: ['-D', 'a'] })
    expect(stdout).toBe(`insmod ${moduleDirOf(root)}/kernel/a.ko x=1 \n`)
  })

  it('--config-root has the directories of configuration below another root', async () => {
    const root = layOut({ args: [], config })
    symlinkSync('.', join(root, 'etc'))
    symlinkSync('conf', join(root, 'modprobe.d'))
    const args = ['-d', root, '-S', RELEASE, '--config-root', root, '--no-kernel-cmdline', '-D', 'a']
    const { stdout } = spawnSync(process.execPath, [TSMODPROBE, ...args], { encoding: 'latin1' })
    expect(stdout).toBe(`insmod ${moduleDirOf(root)}/kernel/a.ko host=1 \n`)
  })
})

describe('loading by force', () => {
  /** Loads `a` by an insmod that writes down its arguments and says `answer`. */
  async function load(args: readonly string[], answer = '') {
    const root = layOut({ args: [] })
    const says = answer === '' ? 'exit 0' : `echo "${answer}" >&2; exit 1`
    mkdirSync(join(root, 'bin'))
    writeFileSync(join(root, 'bin/insmod'), `#!/bin/sh\necho "$*" > ${root}/ran\n${says}\n`, { mode: 0o755 })
    symlinkSync(TSMODPROBE, join(root, 'modprobe'))
    const whole = [join(root, 'modprobe'), '-C', '/none', '-d', root, '-S', RELEASE, ...args, 'a']
    const { status, stderr } = spawnSync(process.execPath, whole, {
      encoding: 'latin1',
      env: { ...process.env, PATH: join(root, 'bin') },
    })
    return { status, stderr, ran: readFileSync(join(root, 'ran'), 'latin1').replace(moduleDirOf(root), '') }
  }
  const MISFIT = "insmod: can't insert 'a.ko': invalid module format"

  it.each([
    [['-f'], '-f /kernel/a.ko \n'],
    [['--force-modversion', '--force-vermagic'], '-f /kernel/a.ko \n'],
    [['--force-vermagic'], '--force-vermagic /kernel/a.ko \n'],
    [['--force-modversion'], '--force-modversion /kernel/a.ko \n'],
    [['--force-vermagic', '-f'], '-f /kernel/a.ko \n'],
    [[], '/kernel/a.ko \n'],
  ])('%j runs insmod %j', async (args, ran) => {
    expect(await load(args)).toEqual({ status: 0, stderr: '', ran: ran.replace(' \n', '\n') })
  })

  it.each([
    "insmod: unrecognized option '--force-vermagic'",
    'insmod: unrecognized option: force-vermagic',
    "insmod: can't insert '--force-vermagic': No such file or directory",
  ])('does without the option where insmod answers "%s", and says so when that failed', async (answer) => {
    const option = '--force-vermagic'
    expect(await load([option], answer)).toMatchObject({ status: 1, ran: '/kernel/a.ko\n' })
    expect((await load([option], answer)).stderr).toMatch(
      /^modprobe: ERROR: could not insert 'a': .*\nmodprobe: WARNING: --force-vermagic alone had no effect; the insmod of this machine lacks it\n$/,
    )
  })

  it('does not mention the option when insmod knows it and the module is refused', async () => {
    expect(await load(['--force-vermagic'], MISFIT)).toMatchObject({
      status: 1,
      stderr: "modprobe: ERROR: could not insert 'a': Exec format error\n",
    })
    expect((await load([], MISFIT)).stderr).toBe("modprobe: ERROR: could not insert 'a': Exec format error\n")
  })

  it('says that the machine has an insmod that knows no force', async () => {
    expect(await load(['-f'], "insmod: can't insert '-f': No such file or directory")).toMatchObject({
      status: 1,
      stderr: "modprobe: ERROR: could not insert 'a': Operation not supported\n",
    })
  })
})

describe('tsmodprobe as a process', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [TSMODPROBE, ...args], { encoding: 'latin1' })

  it('shows help and version', () => {
    expect(run('--help').stdout).toContain('-R, --resolve-alias')
    expect(run('-V').stdout).toMatch(/^kmod version 34\.2\n\+ZSTD \+XZ \+ZLIB/)
  })

  it('prints what it finds and what it misses in the order of the names, where both go to one file', async () => {
    const root = layOut({ args: [] })
    const words = ['-C', '/none', '-d', root, '-S', RELEASE, '-aR', 'nosuch', 'a', 'missing', 'b']
    const script = '"$@" 2>&1'
    const { stdout } = spawnSync('sh', ['-c', script, 'sh', process.execPath, TSMODPROBE, ...words], {
      encoding: 'latin1',
    })
    expect(stdout.split('\n').map((line) => line.replace(/ in directory .*/, ''))).toEqual([
      'tsmodprobe: WARNING: Module nosuch not found',
      'a',
      'tsmodprobe: WARNING: Module missing not found',
      'b',
      '',
    ])
  })

  it('gives one clear error for a damaged index', async () => {
    const root = layOut({ args: [] })
    const { truncateSync } = await import('node:fs')
    truncateSync(join(moduleDirOf(root), 'modules.dep.bin'), 100)
    const { status, stderr } = run('-d', root, '-S', RELEASE, '-D', 'a')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^tsmodprobe: FATAL: Cannot read index ".*modules.dep.bin"[^\n]*\n$/)
  })
})
