/** A root of Debian's initramfs builders: as it is, with kmod 34.2, or with our commands in its place. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { corpus, type Ran, run } from '../conformance/tools.ts'
import { moduleDir, type Tree } from '../conformance/trees.ts'

export type Commands = 'kmod' | 'ours'

export interface Root {
  readonly path: string
  readonly commands: Commands
  readonly kernel: Tree
}

const PROJECT = resolve(import.meta.dirname, '../..')
const TOOLS = ['depmod', 'modprobe', 'modinfo'] as const
const PLACE = 'opt/tskmod'
const INPUTS = ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']

/** Our commands' dependencies in an image that they are copied to: themselves, and env, which finds node. */
export const COMMAND_FILES = /^(usr\/)?(s?bin\/(depmod|modprobe|modinfo|env)|opt(\/.*)?)$/

export interface RootOptions extends Omit<Root, 'path'> {
  /** The root of Debian unstable, of Debian 13, or of Debian 12, which uses modprobe and modinfo for everything. */
  readonly initramfsTools: '0.151' | '0.148' | '0.142'
  /** Ours as npm installs them, or each as one file. */
  readonly form: 'package' | 'standalone'
}

export function layOutRoot(path: string, { commands, kernel, initramfsTools, form }: RootOptions): Root {
  execFileSync('cp', ['-a', join(corpus, initramfsTools === '0.151' ? 'builders-sid' : 'builders'), path])
  if (initramfsTools === '0.142') {
    fs.rmSync(join(path, 'usr/share/initramfs-tools'), { recursive: true })
    for (const name of ['usr', 'etc'])
      execFileSync('cp', ['-a', join(corpus, 'initramfs-tools-0.142', name), path])
  }
  const root = { path, commands, kernel }
  const modules = modulesIn(root)
  fs.mkdirSync(modules, { recursive: true })
  for (const name of INPUTS) fs.copyFileSync(join(moduleDir(kernel), name), join(modules, name))
  // Kernels of 2026 have nothing below /boot: their System.map is beside the modules.
  const boot = join(kernel.root, 'boot')
  if (fs.existsSync(boot)) fs.cpSync(boot, join(path, 'boot'), { recursive: true })
  if (commands === 'ours') putOurs(path, form)
  return root
}

export const modulesIn = ({ path, kernel }: Root): string => join(path, 'usr/lib/modules', kernel.release)

function putOurs(path: string, form: RootOptions['form']): void {
  fs.copyFileSync(process.execPath, join(path, 'usr/bin/node'))
  for (const library of librariesOf(process.execPath))
    if (!fs.existsSync(join(path, library))) fs.copyFileSync(library, join(path, library))
  for (const name of ['bin', 'dist', 'package.json', ...packages()])
    if (form === 'package') fs.cpSync(join(PROJECT, name), join(path, PLACE, name), { recursive: true })
  for (const tool of TOOLS) {
    const command = join(path, 'usr/sbin', tool)
    fs.rmSync(command)
    if (form === 'package') fs.symlinkSync(join('/', PLACE, `bin/ts${tool}.cjs`), command)
    else fs.copyFileSync(join(PROJECT, `dist/standalone/ts${tool}.cjs`), command)
  }
}

/** Newer Node.js are linked with some that Debian's builders do not need. */
function librariesOf(program: string): string[] {
  const text = execFileSync('ldd', [program], { encoding: 'utf8' })
  return [...text.matchAll(/ => (\/\S+)/g)].map(([, library = '']) => library)
}

/** The directories of the packages that an installed tskmod has next to it. */
function packages(): string[] {
  const lock = JSON.parse(fs.readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean }>
  }
  return Object.entries(lock.packages).flatMap(([place, { dev, optional }]) =>
    place === '' || dev || optional ? [] : [place],
  )
}

/** Runs a script of bash in the root; with `/lib/modules/<release>/kernel` of the whole kernel unless it has its own. */
export function inRoot(root: Root, script: string, options: { ownModules?: true } = {}): Promise<Ran> {
  const { kernel, release } = root.kernel
  const mounts = options.ownModules ? [] : [kernel, `usr/lib/modules/${release}/kernel`]
  const enter = join(import.meta.dirname, 'enter.sh')
  return run([enter], [root.path, ...mounts, '--', '/bin/bash', '-c', script])
}
