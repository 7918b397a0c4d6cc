/**
 * Installs a closure into the root of an image, such as an initramfs: modules, firmware, the other inputs of depmod,
 * and the indexes that our depmod makes of them there.
 */

import { byteString } from '../base/bytes.ts'
import type { Diagnostic } from '../base/diagnostic.ts'
import { KmodError, nothing, orElse } from '../base/errors.ts'
import { pause, type WorkOptions, workOptionsOf } from '../base/interruption.ts'
import { type OptionNames, refuseUnknownOptions } from '../base/known-options.ts'
import { withoutCompression } from '../base/module-suffix.ts'
import { basename, fromByteString, toByteString } from '../base/names.ts'
import { findBelow } from '../host/below-root.ts'
import type { Host } from '../host/host.ts'
import { rootedHost } from '../host/rooted-host.ts'
import { ImageRoot, type ImageTally } from '../image/image-root.ts'
import type { KernelOptions } from '../kernel/kernel-location.ts'
import type { ModuleCopy } from '../kernel/module-copies.ts'
import type { Kernel } from '../kernel/open-kernel.ts'
import { lackContent } from '../kernel/verify-modules.ts'
import { withoutEmptyDirectories } from '../publish/made-directories.ts'
import type { ClosureResult } from '../questions/closure/closure-result.ts'
import { depmod } from './depmod.ts'

/** `signal` stops between two files; `onProgress` hears of the modules copied, and then of depmod, which reads those of the image. */
export interface InstallOptions extends WorkOptions {
  /** The root of the image; created if missing. It must not be the root of the kernel itself. */
  readonly directory: string
}

export interface InstallResult extends ImageTally {
  /** Absolute. */
  readonly directory: string
  /** The files that depmod wrote, by their names in the module directory, and their bytes. */
  readonly indexes: readonly { readonly name: string; readonly size: number }[]
  /** Diagnostics of depmod. */
  readonly diagnostics: readonly Diagnostic[]
}

const INSTALL_OPTIONS: OptionNames<InstallOptions> = { directory: true, signal: true, onProgress: true }

/** The inputs of depmod besides modules and their order; a missing file is not copied. */
const METADATA = ['modules.builtin', 'modules.builtin.modinfo']

/** Which parts of a closure to install; an unreadable module is never installed. */
export type InstalledClosure = Pick<ClosureResult, 'modules' | 'firmware'> &
  Partial<Pick<ClosureResult, 'unreadable'>>

/**
 * Copies the modules and firmware of a closure into the root of an image, with their modes and the links that lead to
 * them, and writes the indexes there as depmod would.
 * Can be called again with the same image for more modules: the indexes then cover all modules in it.
 *
 * @example
 * const found = await closure(kernel, { names: ['dm-crypt'] })
 * const { files, bytes } = await installClosure(kernel, found, { directory: '/tmp/initramfs' })
 * @throws KmodError KMOD_USAGE for a directory that makes no sense; KMOD_FACTS for modules of a file of facts, which has
 * not their content; KMOD_IO when something cannot be read or written:
 * what was copied so far stays, each file as a whole, and so it does when `signal` stops the call
 */
export async function installClosure(
  kernel: Pick<Kernel, 'place' | 'options'>,
  found: InstalledClosure,
  options: InstallOptions,
): Promise<InstallResult> {
  refuseUnknownOptions<InstallOptions>('installClosure()', options, INSTALL_OPTIONS)
  options.signal?.throwIfAborted()
  const { host, root } = kernel.place
  refuseWithoutContent(host, found.modules)
  const directory = imageDirectory(host, root, options.directory)
  return withoutEmptyDirectories(host, (noting) => install(kernel, found, noting, { ...options, directory }))
}

async function install(
  kernel: Pick<Kernel, 'place' | 'options'>,
  { modules, firmware, unreadable = [] }: InstalledClosure,
  host: Host,
  options: InstallOptions,
): Promise<InstallResult> {
  const { directory, signal, onProgress } = options
  const { root, release, moduleDir } = kernel.place
  const image = new ImageRoot(host, directory)
  const put = (name: string, from: string): void => putWithLinks(image, host, root, name, from)
  const inRoot = moduleDir.slice(root.length + 1)
  for (const name of METADATA)
    if (host.exists(`${moduleDir}/${name}`)) put(`${inRoot}/${name}`, `${moduleDir}/${name}`)
  const copied = modules.filter(({ modname }) => !unreadable.includes(modname))
  for (const [i, module] of copied.entries()) {
    await pause(signal)
    onProgress?.(i, copied.length)
    if (module.relpath.startsWith('/')) image.putFile(module.path, `${inRoot}/${placeOf(module)}`)
    else put(`${inRoot}/${module.relpath}`, module.path)
  }
  putOrder(image, host, { moduleDir, inRoot }, modules)
  for (const { files } of firmware) {
    await pause(signal)
    for (const { name, path } of files) put(name, `${root}/${path}`)
  }
  const { outputs, diagnostics } = await depmod({
    root: fromByteString(directory),
    release: fromByteString(release),
    ...moduleDirectoryOf(kernel),
    ...workOptionsOf(options),
    ...(kernel.options.depmodConfig !== undefined && { config: kernel.options.depmodConfig }),
    ...(kernel.options.workerUrl !== undefined && { workerUrl: kernel.options.workerUrl }),
    ...(kernel.options.jobs !== undefined && { jobs: kernel.options.jobs }),
    // Links of the image are followed inside it by depmod too, which otherwise follows them on this machine.
    host: rootedHost(host, directory),
  })
  const indexes = outputs.map(({ name, bytes }) => ({ name, size: bytes.length }))
  return { directory, ...image.tally, indexes, diagnostics }
}

/**
 * The lines of modules.order for the modules that are in the image, including those of earlier calls: their order
 * decides as that of the whole kernel does, and no missing module is named.
 */
function putOrder(
  image: ImageRoot,
  host: Host,
  { moduleDir, inRoot }: { readonly moduleDir: string; readonly inRoot: string },
  modules: readonly ModuleCopy[],
): void {
  const path = `${moduleDir}/modules.order`
  if (!host.exists(path)) return
  const name = `${inRoot}/modules.order`
  const old = byteString(image.bytesOf(name) ?? new Uint8Array())
  const kept = new Set([...old.split('\n'), ...modules.map(({ relpath }) => withoutCompression(relpath))])
  const lines = byteString(host.readFile(path)).split('\n')
  const text = lines
    .filter((line) => line !== '' && kept.has(withoutCompression(line)))
    .map((line) => `${line}\n`)
  image.putBytes(name, Buffer.from(text.join(''), 'latin1'))
}

/** Where the directory of the release is; for depmod, that of a flat tree is the release. */
function moduleDirectoryOf({
  place,
  options,
}: Pick<Kernel, 'place' | 'options'>): Pick<KernelOptions, 'moduleDirectory'> {
  if (place.isFlat) {
    const parent = place.moduleDir.slice(place.root.length + 1, place.moduleDir.lastIndexOf('/'))
    return { moduleDirectory: fromByteString(parent) }
  }
  return options.moduleDirectory === undefined ? {} : { moduleDirectory: options.moduleDirectory }
}

/** Puts a module from outside the module directory where depmod finds it by default. */
const placeOf = ({ relpath }: ModuleCopy): string => `extra/${basename(relpath)}`

/**
 * @param from path of the file: below the root, or outside of it for a module of an external directory
 * @throws KmodError KMOD_IO for a link that leads nowhere below the root: its target on this machine is not meant
 */
function putWithLinks(image: ImageRoot, host: Host, root: string, name: string, from: string): void {
  if (!from.startsWith(`${root}/`)) {
    image.putFile(from, name)
    return
  }
  const resolved = findBelow(host, root, name)
  if (resolved === undefined || host.status(`${root}/${resolved.path}`).kind !== 'file')
    throw new KmodError('KMOD_IO', `Cannot copy "${fromByteString(from)}": no such file below the root`, {
      path: from,
      errno: 'ENOENT',
    })
  for (const link of resolved.links) image.putLink(link)
  image.putFile(`${root}/${resolved.path}`, resolved.path)
}

/** Before anything is written. */
function refuseWithoutContent(host: Host, modules: InstalledClosure['modules']): void {
  if (lackContent(host, modules))
    throw new KmodError(
      'KMOD_FACTS',
      'modules cannot be installed from a file of facts: their content is not in it',
    )
}

function imageDirectory(host: Host, root: string, directory: string): string {
  const bytes = toByteString(directory)
  const absolute = (bytes.startsWith('/') ? bytes : `${host.workingDirectory()}/${bytes}`).replace(/\/+$/, '')
  if (bytes === '' || absolute === '' || bytes.includes('\0') || isSameDirectory(host, absolute, root))
    throw new KmodError('KMOD_USAGE', `Cannot install into "${directory}": it is the kernel's own root`)
  return absolute
}

function isSameDirectory(host: Host, a: string, b: string): boolean {
  const [first, second] = [a, b === '' ? '/' : b].map((path) => orElse(() => host.status(path), nothing))
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino
}
