/**
 * tsmodinfo against real kmod 34.2, byte for byte: every module file of real kernels, in the default layout, with -0,
 * -p and one field at a time; and names, builtin names and modaliases by indexes of tsdepmod.
 *
 *   npm run build && npx tsx test/conformance/modinfo-check.ts [KERNEL...]
 *
 * A passed check is one batch of up to 500 files with one set of options: standard output, standard error and exit
 * status the same. The last line is `N passed, M failed`.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from '../support/our-command.ts'
import { corpus, hasKmod, kmodTool, OURS, type Ran, run } from './tools.ts'

/** amd64 plain, with zstd and with xz; big-endian; 32 bits. */
const KERNELS = ['amd64-6.1', 'amd64-6.1-zst', 'amd64-6.12', 's390x-6.1', 'armhf-6.1']
const BATCH = 500
const QUESTIONS = [
  [],
  ['-0'],
  ['-p'],
  ['-n'],
  ['-F', 'signer'],
  ['-F', 'signature', '-0'],
  ['-F', 'sig_key'],
  ['-F', 'alias'],
  ['-F', 'firmware'],
  ['-F', 'parmtype'],
]

const THEIRS = kmodTool('kmod34', 'modinfo')

/** Called through a link, so that ours has kmod's name in its messages. */
function ourModinfo(): Command {
  const link = join(fs.mkdtempSync(join(tmpdir(), 'tskmod-modinfo-')), 'modinfo')
  fs.symlinkSync(resolve(import.meta.dirname, '../../bin/tsmodinfo.cjs'), link)
  process.on('exit', () => fs.rmSync(resolve(link, '..'), { recursive: true }))
  return [process.execPath, link]
}

const modulesOf = (kernel: string): string[] =>
  (fs.readdirSync(join(corpus, kernel), { recursive: true }) as string[])
    .filter((path) => /\.ko(\.xz|\.zst)?$/.test(path))
    .map((path) => join(corpus, kernel, path))
    .filter((path) => fs.statSync(path).isFile())
    .sort()

function difference(ours: Ran, theirs: Ran): string | undefined {
  if (ours.status !== theirs.status) return `exit status ${ours.status}, kmod ${theirs.status}`
  for (const stream of ['stdout', 'stderr'] as const) {
    if (ours[stream] === theirs[stream]) continue
    const [our, their] = [ours[stream].split('\n'), theirs[stream].split('\n')]
    const line = our.findIndex((text, i) => text !== their[i])
    return `${stream}:${line + 1}: ${JSON.stringify(our[line])}, kmod ${JSON.stringify(their[line])}`
  }
  return undefined
}

/** What is asked of one kernel: options, and the arguments that are asked about. */
interface Question {
  readonly options: readonly string[]
  readonly about: string
  readonly targets: readonly string[]
}

/** Names of modules, of builtin modules and of devices, by indexes that tsdepmod has written. */
function indexQuestions(kernel: string): Question[] {
  const release = modulesOf(kernel)[0]?.match(/lib\/modules\/([^/]+)/)?.[1] ?? ''
  const original = [`lib/modules/${release}`, `usr/lib/modules/${release}`]
    .map((path) => join(corpus, kernel, path))
    .find((path) => fs.existsSync(path))
  const root = fs.mkdtempSync(join(tmpdir(), 'tskmod-modinfo-'))
  process.on('exit', () => fs.rmSync(root, { recursive: true }))
  const moduleDir = join(root, 'lib/modules', release)
  fs.mkdirSync(moduleDir, { recursive: true })
  for (const name of ['kernel', 'modules.order', 'modules.builtin', 'modules.builtin.modinfo'])
    fs.symlinkSync(join(original ?? '', name), join(moduleDir, name))
  const [program = '', ...first] = OURS.depmod
  execFileSync(program, [...first, '-C', '/dev/null', '-b', root, release])

  const lines = (name: string) => fs.readFileSync(join(moduleDir, name), 'latin1').trim().split('\n')
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.ko.*/, '')
  const names = lines('modules.dep').map((line) => nameOf(line.slice(0, line.indexOf(':'))))
  const builtin = lines('modules.builtin').map(nameOf)
  const devices = lines('modules.alias')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((alias, i) => alias.includes(':') && i % 20 === 0)
    .map((alias) => alias.replace(/\[(.)[^\]]*\]/g, '$1').replace(/[*?]/g, '0'))
  const options = ['-b', root, '-k', release]
  return [
    { options: [...options, '-0', '-m'], about: 'names', targets: [...names, ...builtin] },
    { options, about: 'builtin names', targets: builtin },
    { options: [...options, '-F', 'filename'], about: 'modaliases', targets: devices },
  ]
}

function questionsOf(kernel: string): Question[] {
  const modules = fs.existsSync(join(corpus, kernel)) ? modulesOf(kernel) : []
  if (modules.length === 0) {
    console.log(`${kernel}: skipped: no modules in ${join(corpus, kernel)}`)
    return []
  }
  const ofFiles = QUESTIONS.map((options) => ({ options, about: 'files', targets: modules }))
  return [...ofFiles, ...indexQuestions(kernel)]
}

async function main(kernels: readonly string[]): Promise<void> {
  if (!hasKmod('kmod34')) {
    console.log(`skipped: there is no kmod 34 in ${corpus}; see corpus.sh`)
    return
  }
  const ours = ourModinfo()
  let [passed, failed] = [0, 0]
  for (const kernel of kernels) {
    for (const { options, about, targets } of questionsOf(kernel)) {
      const before = failed
      let bytes = 0
      for (let at = 0; at < targets.length; at += BATCH) {
        const args = [...options, ...targets.slice(at, at + BATCH)]
        const [our, their] = [await run(ours, args), await run(THEIRS, args)]
        bytes += their.stdout.length
        const text = difference(our, their)
        if (text === undefined) passed++
        else failed++
        if (text !== undefined) console.log(`${kernel}: ${options.join(' ')}: ${about} from ${at}: ${text}`)
      }
      const verdict = failed === before ? 'same' : 'DIFFERENT'
      console.log(
        `${kernel}: modinfo ${options.join(' ')}: ${targets.length} ${about}, ${bytes} bytes: ${verdict}`,
      )
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

const chosen = process.argv.slice(2)
await main(chosen.length > 0 ? chosen : KERNELS)
