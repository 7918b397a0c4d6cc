/**
 * Generates modprobe.d directories and kernel command lines: compares the output of real `modprobe -c`, on stdout
 * before the indexes and on stderr, with loadModprobeConfig() and formatModprobeConfig().
 *
 *   tsx test/conformance/modprobe-config-fuzz.ts [CASES [SEED]]
 *
 * One shell runs kmod for a batch of cases. As root it does so in a mount namespace of its own, where another file
 * replaces /proc/cmdline; otherwise, only directories are generated and the machine's command line is read.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { formatModprobeConfig } from '../../src/config/format-modprobe-config.ts'
import { KERNEL_CMDLINE_PATH, loadModprobeConfig } from '../../src/config/load-modprobe-config.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { type ModprobeConfigCase as Case, modprobeConfigCase } from './modprobe-config-cases.ts'
import { hasKmod, kmodTool } from './tools.ts'

const RELEASE = '6.1.0'
const BATCH = 100
const END = '# End of configuration files. Dumping indexes now:\n\n'

const [cases = 2000, seed = Date.now() % 1_000_000_000] = process.argv.slice(2).map(Number)

function layOut(top: string, { directories, softdep, weakdep, cmdline }: Case): void {
  const moduleDir = join(top, 'lib/modules', RELEASE)
  fs.mkdirSync(moduleDir, { recursive: true })
  if (softdep !== null) fs.writeFileSync(join(moduleDir, 'modules.softdep'), softdep, 'latin1')
  if (weakdep !== null) fs.writeFileSync(join(moduleDir, 'modules.weakdep'), weakdep, 'latin1')
  fs.writeFileSync(join(top, 'cmdline'), cmdline, 'latin1')
  directories.forEach((entries, i) => {
    const at = join(top, `d${i}`)
    fs.mkdirSync(at)
    for (const [file, content] of entries) putEntry(Buffer.from(`${at}/${file}`, 'latin1'), content)
  })
}

function putEntry(path: Buffer, content: Case['directories'][number][number][1]): void {
  fs.rmSync(path, { recursive: true, force: true })
  if (typeof content === 'string') fs.writeFileSync(path, content, 'latin1')
  else if (content.kind === 'directory') fs.mkdirSync(path)
  else fs.symlinkSync(content.kind === 'null' ? '/dev/null' : '/nowhere/at/all', path)
}

const quote = (arg: string): string => `'${arg}'`

/** Runs kmod in each directory of the batch; leaves `out` and `err` there. */
function runKmod(tops: readonly string[], batch: readonly Case[], mounts: boolean): void {
  const command = kmodTool('kmod34', 'modprobe').map(quote).join(' ')
  const script = tops.map((top, i) => {
    const args = batch[i]?.args.map((arg) => `-C ${quote(arg)}`).join(' ')
    const run = `${command} ${args} -d . -S ${RELEASE} -c >out 2>err`
    return mounts
      ? `cd ${quote(top)} && mount --bind cmdline ${KERNEL_CMDLINE_PATH} && { ${run}; umount ${KERNEL_CMDLINE_PATH}; }`
      : `cd ${quote(top)} && { ${run}; }`
  })
  const [shell, ...first] = mounts ? ['unshare', '-m', 'sh'] : ['sh']
  execFileSync(shell ?? 'sh', [...first, '-s'], { input: script.join('\n') })
}

const MESSAGES: Partial<Record<Diagnostic['code'], (d: never) => string>> = {
  'config-bad-line': (d: Extract<Diagnostic, { code: 'config-bad-line' }>) =>
    `kmod_config_parse: ${d.file} line ${d.line}: ignoring bad line starting with '${d.word}'`,
  'config-obsolete': (d: Extract<Diagnostic, { code: 'config-obsolete' }>) =>
    `kmod_config_parse: ${d.file}: command ${d.word} is deprecated and not parsed anymore`,
  'config-entry-directory': (d: Extract<Diagnostic, { code: 'config-entry-directory' }>) =>
    `conf_files_filter_out: Directories inside directories are not supported: ${d.directory}/${d.name}`,
  'config-entry-unreadable': (d: Extract<Diagnostic, { code: 'config-entry-unreadable' }>) =>
    `conf_files_filter_out: Cannot stat directory entry: ${d.directory}/${d.name}`,
  'cmdline-bad-module': (d: Extract<Diagnostic, { code: 'cmdline-bad-module' }>) =>
    `kcmdline_parse_result: Ignoring bad option on kernel command line while parsing module name: '${d.module}'`,
}

function runOurs(top: string, { args }: Case, mounts: boolean): { out: string; err: string } {
  const messages: string[] = []
  process.chdir(top)
  const options = {
    moduleDir: `${top}/./lib/modules/${RELEASE}`,
    paths: args,
    kernelCmdline: mounts ? `${top}/cmdline` : KERNEL_CMDLINE_PATH,
  }
  const config = loadModprobeConfig(nodeHost, options, (d) => {
    const text = MESSAGES[d.code] as ((d: Diagnostic) => string) | undefined
    if (d.severity !== 'info') messages.push(`libkmod: ERROR: ${text?.(d) ?? JSON.stringify(d)}\n`)
  })
  return { out: formatModprobeConfig(config), err: messages.join('') }
}

/** The stdout of kmod as far as the configuration goes. */
function untilIndexes(out: string): string {
  const end = out.indexOf(END)
  return end < 0 ? out : out.slice(0, end + END.length)
}

const canMount = (): boolean =>
  spawnSync('unshare', ['-m', 'sh', '-c', `mount --bind /dev/null ${KERNEL_CMDLINE_PATH}`]).status === 0

function main(): number {
  if (!hasKmod('kmod34')) {
    console.log('no kmod 34 here: run test/conformance/corpus.sh first')
    return 1
  }
  const mounts = canMount()
  const work = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'tskmod-modprobe-config-')))
  console.log(
    `${cases} cases, seed ${seed}, kernel command lines ${mounts ? 'generated' : 'of this machine'}`,
  )
  let failed = 0
  const all = fc.sample(modprobeConfigCase, { numRuns: cases, seed })
  for (let from = 0; from < all.length; from += BATCH) {
    const batch = all.slice(from, from + BATCH)
    const tops = batch.map((_, i) => join(work, String(from + i)))
    for (const [i, each] of batch.entries()) layOut(tops[i]!, each)
    runKmod(tops, batch, mounts)
    batch.forEach((each, i) => {
      if (!sameAsKmod(tops[i]!, each, mounts)) failed++
    })
    process.chdir('/')
  }
  if (failed === 0) fs.rmSync(work, { recursive: true, force: true })
  console.log(`${all.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function sameAsKmod(top: string, each: Case, mounts: boolean): boolean {
  const kmod = {
    out: untilIndexes(fs.readFileSync(join(top, 'out'), 'latin1')),
    err: fs.readFileSync(join(top, 'err'), 'latin1'),
  }
  const ours = runOurs(top, each, mounts)
  if (kmod.out === ours.out && kmod.err === ours.err) {
    fs.rmSync(top, { recursive: true, force: true })
    return true
  }
  console.log(`differs: ${top} (-C ${each.args.join(' -C ')})`)
  for (const stream of ['out', 'err'] as const) {
    const theirLines = kmod[stream].split('\n')
    const ourLines = ours[stream].split('\n')
    const at = theirLines.findIndex((text, i) => text !== ourLines[i])
    if (kmod[stream] !== ours[stream])
      console.log(
        `  ${stream} kmod ${JSON.stringify(theirLines[at])}\n  ${stream} ours ${JSON.stringify(ourLines[at])}`,
      )
  }
  return false
}

process.exitCode = main()
