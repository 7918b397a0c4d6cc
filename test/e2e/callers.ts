/** Runs the scripts of callers with kmod and with ours, on a part of a real kernel, and compares all results. */
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { type Dependencies, dependenciesIn } from '../boot/dependencies.ts'
import type { Claim } from '../boot/proofs.ts'
import { kernelSymbols, wholeMap } from '../conformance/kernel-symbols.ts'
import type { Ran } from '../conformance/tools.ts'
import { type CallerScript, DEPMOD_CALLERS, READER_CALLERS } from './caller-scripts.ts'
import { differences, type Listing, listTree, without } from './listing.ts'
import { inRoot, modulesIn, type Root } from './root.ts'

/** An encrypted root, and some network drivers: with their dependencies, about 100 modules. */
const WANTED =
  /^kernel\/(crypto\/(xts|cbc|essiv|aes)|arch\/x86\/crypto\/aes|drivers\/md\/dm-(mod|crypt|thin)|drivers\/(block|net)\/virtio_(blk|net)\.|drivers\/virtio\/|drivers\/nvme\/host\/|drivers\/net\/ethernet\/(intel\/e1000e?|broadcom\/tg3)|fs\/(ext4|btrfs)\/)/
const NO_INDEXES =
  'find /lib/modules/$K -maxdepth 1 -name "modules.*" ! -name modules.order ! -name modules.builtin ! -name modules.builtin.modinfo -delete'

/** Copies the wanted part of the kernel into a root, with a System.map that fits its modules. */
export async function takePart(root: Root): Promise<void> {
  const { release, root: whole } = root.kernel
  const symbols = await kernelSymbols(root.kernel, join(root.path, 'var/tmp'))
  fs.writeFileSync(join(root.path, 'boot', `System.map-${release}`), wholeMap(symbols))
  const { stdout } = await inRoot(root, `depmod -n ${release}; ln -sfn ${release} /lib/modules/$(uname -r)`)
  const rows: Dependencies[] = [...dependenciesIn(stdout).values()].filter(({ path }) => WANTED.test(path))
  for (const path of new Set(rows.flatMap((row) => [row.path, ...row.needs]))) {
    const target = join(modulesIn(root), path)
    fs.mkdirSync(dirname(target), { recursive: true })
    fs.copyFileSync(join(whole, 'lib/modules', release, path), target)
  }
}

const CALLERS = [
  ...DEPMOD_CALLERS.map((one) => ({ ...one, title: `depmod as ${one.caller}`, indexed: false })),
  ...READER_CALLERS.map((one) => ({ ...one, title: `modprobe, modinfo as ${one.caller}`, indexed: true })),
]

/** Scripts of others in roots that have the kernel and its indexes. */
export async function* proveScripts(
  scripts: readonly CallerScript[],
  real: Root,
  ours: Root,
  isChosen: IsChosen,
): AsyncGenerator<Claim> {
  for (const one of scripts)
    if (isChosen(one.caller))
      yield await proveCaller({ ...one, title: one.caller, indexed: true }, real, ours)
}

export type IsChosen = (title: string) => boolean

export const isAnyCallerChosen = (isChosen: IsChosen): boolean => CALLERS.some(({ title }) => isChosen(title))

export async function* proveCallers(real: Root, ours: Root, isChosen: IsChosen): AsyncGenerator<Claim> {
  for (const one of CALLERS) if (isChosen(one.title)) yield await proveCaller(one, real, ours)
}

async function proveCaller(
  { title, indexed, script, shows }: (typeof CALLERS)[number],
  real: Root,
  ours: Root,
): Promise<Claim> {
  const prepare = indexed ? `${NO_INDEXES}; depmod -a $K` : NO_INDEXES
  const [one, other] = await Promise.all([real, ours].map((root) => runIn(root, `${prepare}\n${script}`)))
  if (one === undefined || other === undefined) return { text: title, problem: 'was not run' }
  const problems = [
    ...(shows.test(one.ran.stdout + one.ran.stderr)
      ? []
      : [`kmod does not show ${shows}: ${shortly(one.ran)}`]),
    ...(sameRuns(one.ran, other.ran) ? [] : [`kmod: ${shortly(one.ran)} ours: ${shortly(other.ran)}`]),
    ...differences(one.files, other.files),
  ]
  return problems.length === 0 ? { text: title } : { text: title, problem: problems.slice(0, 5).join('; ') }
}

interface Outcome {
  readonly ran: Ran
  readonly files: Listing
}

async function runIn(root: Root, script: string): Promise<Outcome> {
  const before = 'rm -rf /var/tmp/*; cd /var/tmp; MAP=/boot/System.map-$K'
  const ran = await inRoot(root, `K=${root.kernel.release}\n${before}\n${script}`, { ownModules: true })
  return { ran: { ...ran, stderr: ran.stderr.replaceAll(/(fstatat\()\d+/g, '$1N') }, files: filesOf(root) }
}

/** Everything that the script left below /lib/modules and in its stage. */
const filesOf = ({ path }: Root): Listing =>
  new Map([
    ...without(listTree(join(path, 'usr/lib/modules')), /\/kernel\//),
    ...without(listTree(join(path, 'var/tmp')), /^tmp\.|\/kernel\//),
  ])

const sameRuns = (one: Ran, other: Ran): boolean =>
  one.status === other.status && one.stdout === other.stdout && one.stderr === other.stderr

const shortly = ({ status, stdout, stderr }: Ran): string =>
  `status ${status}, ${JSON.stringify(stdout.slice(-600))}, ${JSON.stringify(stderr.slice(0, 300))}`
