/**
 * The root of the guest: busybox, real modprobe with the libraries it was built for, a small set of a kernel's modules
 * as an initramfs has them, and indexes that our depmod writes on the image itself.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { corpus, OURS, type Ran, run } from '../conformance/tools.ts'
import { moduleDir, type Tree } from '../conformance/trees.ts'
import { pack } from '../support/containers.ts'
import { entriesBelow } from '../support/entries-below.ts'
import { layOutCryptroot } from './cryptroot.ts'
import { type DependencyTable, dependenciesIn } from './dependencies.ts'
import { type NewcEntry, newc } from './newc.ts'

/** The modules that the guest loads, or the kernel itself meanwhile: their dependencies are added. */
const WANTED =
  /^kernel\/(crypto\/|arch\/x86\/crypto\/|drivers\/md\/|drivers\/virtio\/|drivers\/block\/virtio_blk\.|drivers\/net\/ethernet\/intel\/e1000e?\/|fs\/ext4\/)/
const TSKMOD = [process.execPath, join(import.meta.dirname, '../../bin/tskmod.cjs')]
const KMOD_LIBRARIES = ['libc.so.6', 'libcrypto.so.3', 'liblzma.so.5', 'libzstd.so.1', 'libz.so.1']
const LIBRARIES = 'usr/lib/x86_64-linux-gnu'
const LOADER = 'ld-linux-x86-64.so.2'
const DIRECTORIES = ['dev', 'proc', 'sys', 'mnt', 'etc', 'usr/bin', 'usr/sbin', 'usr/lib64', LIBRARIES]
const INPUTS = ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']

export interface Image extends Tree {
  /** By module name, as our modules.dep has it. */
  readonly dependencies: DependencyTable
  readonly updates: readonly string[]
  /** The image as the kernel reads it, where it is not that of the root: archives one after the other. */
  readonly archives?: Buffer
}

export interface ImageOptions {
  readonly busybox: string
  /** How every module is stored. */
  readonly compression: 'none' | 'xz'
  /** Modules that are in updates/ as well; depmod is to prefer those. */
  readonly updates: readonly string[]
  /**
   * Let `tskmod closure --install` install these modules, their dependencies and the indexes; otherwise step by step.
   */
  readonly closure?: readonly string[]
  /** The closure comes from this package of the corpus, and goes into an archive of its own that is appended. */
  readonly package?: string
}

export async function layOutImage(kernel: Tree, root: string, options: ImageOptions): Promise<Image> {
  layOutPrograms(root, options.busybox)
  layOutCryptroot(root)
  const image = { ...kernel, root }
  if (options.closure && options.package !== undefined)
    return appendClosure(image, options.closure, options.package)
  if (options.closure) await installClosure(kernel, root, options.closure)
  else await copyModules(kernel, image, options)
  const text = fs.readFileSync(join(moduleDir(image), 'modules.dep'), 'latin1')
  return { ...image, dependencies: dependenciesIn(text), updates: options.updates }
}

async function copyModules(kernel: Tree, image: Tree, options: ImageOptions): Promise<void> {
  fs.mkdirSync(moduleDir(image), { recursive: true })
  for (const name of INPUTS) fs.copyFileSync(join(moduleDir(kernel), name), join(moduleDir(image), name))
  for (const path of await modulesFor(kernel)) {
    const content = pack(fs.readFileSync(join(moduleDir(kernel), path)), options.compression)
    const name = options.compression === 'none' ? path : `${path}.${options.compression}`
    put(join(moduleDir(image), name), content)
    if (options.updates.includes(basename(path, '.ko')))
      put(join(moduleDir(image), 'updates', basename(name)), content)
  }
  const { stdout } = await ourDepmod(['-b', image.root, kernel.release])
  if (stdout !== '') throw new Error(`tsdepmod says ${JSON.stringify(stdout)}`)
}

/** One call for modules, the other inputs of depmod, and indexes: the job of dracut's instmods followed by depmod. */
async function installClosure(kernel: Tree, root: string, names: readonly string[]): Promise<void> {
  const place = ['--root', kernel.root, '--kernel', kernel.release]
  const { status, stderr } = await run(TSKMOD, ['closure', ...names, ...place, '--install', root])
  if (status !== 0 || stderr !== '') throw new Error(`tskmod closure: status ${status}, ${stderr.trim()}`)
}

/**
 * As initramfs images are composed: an archive with the programs, then a compressed one with the modules, which our command
 * makes of a package in one call. Both are unpacked into the root, too, by cpio.
 */
async function appendClosure(image: Tree, names: readonly string[], packageName: string): Promise<Image> {
  const [file = ''] = fs.readdirSync(join(corpus, packageName))
  const archive = `${image.root}.cpio.gz`
  const from = ['--root', join(corpus, packageName, file)]
  const made: Buffer[] = []
  // The same bytes each time.
  for (let i = 0; i < 2; i++) {
    const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' }
    execFileSync(TSKMOD[0] ?? '', [...TSKMOD.slice(1), 'closure', ...names, ...from, '--install', archive], {
      env,
    })
    made.push(fs.readFileSync(archive))
  }
  const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = made
  if (!first.equals(second)) throw new Error('tskmod closure does not write the same bytes twice')
  const archives = Buffer.concat([archiveOf(image.root), first])
  execFileSync('sh', ['-c', 'cd "$1" && gzip -dc "$2" | cpio -idu --quiet', 'sh', image.root, archive])
  const text = fs.readFileSync(join(moduleDir(image), 'modules.dep'), 'latin1')
  return { ...image, dependencies: dependenciesIn(text), updates: [], archives }
}

/** The wanted modules and what they need, as mkinitramfs would collect them. */
async function modulesFor(kernel: Tree): Promise<string[]> {
  const { stdout } = await ourDepmod(['-n', '-b', kernel.root, kernel.release])
  const wanted = [...dependenciesIn(stdout).values()].filter(({ path }) => WANTED.test(path))
  return [...new Set(wanted.flatMap(({ path, needs }) => [path, ...needs]))].sort()
}

async function ourDepmod(args: readonly string[]): Promise<Ran> {
  const ran = await run(OURS.depmod, args)
  if (ran.status !== 0 || ran.stderr !== '')
    throw new Error(`tsdepmod ${args.join(' ')}: status ${ran.status}, ${ran.stderr.trim()}`)
  return ran
}

/** kmod, busybox and the first process, `init`. */
export function layOutPrograms(
  root: string,
  busybox: string,
  init = join(import.meta.dirname, 'init.sh'),
): void {
  const kmod = join(corpus, 'kmod34')
  const copy = (from: string, to: string): void => fs.copyFileSync(from, join(root, to))
  for (const path of DIRECTORIES) fs.mkdirSync(join(root, path), { recursive: true })
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) fs.symlinkSync(`usr/${name}`, join(root, name))
  for (const name of KMOD_LIBRARIES) copy(join(kmod, LIBRARIES, name), join(LIBRARIES, name))
  copy(join(kmod, LIBRARIES, LOADER), join('usr/lib64', LOADER))
  copy(join(kmod, 'usr/bin/kmod'), 'usr/bin/kmod')
  // Also what the kernel runs when it needs a module itself (CONFIG_MODPROBE_PATH).
  fs.symlinkSync('../bin/kmod', join(root, 'usr/sbin/modprobe'))
  copy(busybox, 'usr/bin/busybox')
  for (const name of ['sh', 'cat', 'mount', 'dmesg', 'uname', 'readlink', 'poweroff', 'umount', 'sync'])
    fs.symlinkSync('busybox', join(root, 'usr/bin', name))
  copy(init, 'init')
  fs.chmodSync(join(root, 'init'), 0o755)
}

function put(path: string, content: Uint8Array): void {
  fs.mkdirSync(dirname(path), { recursive: true })
  fs.writeFileSync(path, content)
}

/** The image as the kernel reads it. Its console is made here: the kernel opens it before init can. */
export const initramfs = (image: Image): Buffer => image.archives ?? archiveOf(image.root)

/** Any directory as an initramfs. */
export function archiveOf(root: string): Buffer {
  return newc([
    ...archiveEntries(root),
    { kind: 'character-device', path: 'dev/console', major: 5, minor: 1 },
  ])
}

function archiveEntries(root: string): NewcEntry[] {
  const found = entriesBelow(root)
  const paths = found.map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
  return paths.sort().map((path) => entryOf(root, path))
}

function entryOf(root: string, path: string): NewcEntry {
  const full = join(root, path)
  const stats = fs.lstatSync(full)
  if (stats.isDirectory()) return { kind: 'directory', path }
  if (stats.isSymbolicLink()) return { kind: 'link', path, target: fs.readlinkSync(full) }
  return { kind: 'file', path, content: fs.readFileSync(full), executable: (stats.mode & 0o100) !== 0 }
}
