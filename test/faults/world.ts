/**
 * A kernel below a root, an image that it is installed into, configuration, and an outside that no command may touch,
 * nor copy anything from into an image or a text. In each world one place is not what a command expects.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { MODULES, TEXT_FILES } from '../demo/demo-tree.ts'
import { formatOfName, pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { RELEASE } from './scene.ts'

const bin = (name: string): string => resolve(import.meta.dirname, `../../bin/${name}.cjs`)
const MODULE_DIR = `lib/modules/${RELEASE}`
/** The content of every file outside. */
export const MARK = 'OF-THE-MACHINE'

export const INPUTS = ['modules.order', 'modules.builtin', 'modules.builtin.modinfo']
const SOME_MODULES = ['updates/drivers/md/dm-mod.ko', 'kernel/fs/btrfs/btrfs.ko.xz']
const CONFIGURATION = ['etc/modprobe.d/some.conf', 'etc/depmod.d/some.conf']
const FIRMWARE = 'lib/firmware/some.bin'

/** Makes a world without a fault in `top`, for copies. */
export function makeTemplate(top: string): void {
  const files: Readonly<Record<string, string | Uint8Array>> = {
    ...Object.fromEntries(
      Object.entries(MODULES).map(([path, spec]) => [
        `root/${MODULE_DIR}/${path}`,
        pack(buildModule(spec), formatOfName(path)),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(TEXT_FILES).map(([path, text]) => [`root/${MODULE_DIR}/${path}`, text]),
    ),
    [`root/${FIRMWARE}`]: 'firmware',
    [`root/boot/System.map-${RELEASE}`]: 'ffffffff81000000 T _printk\n',
    'root/etc/modprobe.d/some.conf': 'options dm_mod debug=1\n',
    'root/etc/depmod.d/some.conf': 'search updates built-in\n',
    'outside/file': `${MARK}\n`,
    'outside/directory/file': `${MARK}\n`,
    [`outside/directory/${RELEASE}/modules.dep`]: `${MARK}\n`,
    [`outside/directory/modules/${RELEASE}/modules.dep`]: `${MARK}\n`,
  }
  for (const [path, content] of Object.entries(files)) {
    fs.mkdirSync(dirname(join(top, path)), { recursive: true })
    fs.writeFileSync(join(top, path), content)
  }
  const made = spawnSync(process.execPath, [bin('tsdepmod'), '-b', join(top, 'root'), RELEASE])
  if (made.status !== 0) throw new Error(`Expected a run without faults to succeed: ${made.stderr}`)
  const image = spawnSync(process.execPath, [bin('tskmod'), ...installArguments(top)])
  if (image.status !== 0) throw new Error(`Expected an image to be made: ${image.stderr}`)
}

const installArguments = (top: string): readonly string[] => [
  ...['closure', 'dm-crypt', 'btrfs', '--root', join(top, 'root'), '--kernel', RELEASE],
  ...['--install', join(top, 'image')],
]

export interface Subject {
  readonly name: string
  readonly command: (top: string) => readonly string[]
  /** It follows links of directories as kmod does: on the machine. */
  readonly isDropIn?: true
}

const ours =
  (name: string, args: (top: string) => readonly string[]): Subject['command'] =>
  (top) => [process.execPath, bin(name), ...args(top)]

const asks = (...args: string[]): Subject => ({
  name: `tskmod ${args[0]}`,
  command: ours('tskmod', (top) => [
    ...args,
    ...['--root', join(top, 'root'), '--kernel', RELEASE],
    ...['--modprobe-config', join(top, 'root/etc/modprobe.d')],
    ...['--depmod-config', join(top, 'root/etc/depmod.d')],
  ]),
})

const modprobe = (name: string, ...args: string[]): Subject => ({
  name: `tsmodprobe ${name}`,
  isDropIn: true,
  command: ours('tsmodprobe', (top) => [
    ...['-C', join(top, 'root/etc/modprobe.d'), '-d', join(top, 'root'), '-S', RELEASE],
    ...args,
  ]),
})

/** Commands that read below a root. */
export const READERS: readonly Subject[] = [
  {
    name: 'tsdepmod',
    isDropIn: true,
    command: ours('tsdepmod', (top) => [
      ...['-C', join(top, 'root/etc/depmod.d'), '-b', join(top, 'root'), '-o', join(top, 'out'), RELEASE],
    ]),
  },
  modprobe('-R', '-R', 'fs-btrfs'),
  modprobe('-c', '-c'),
  modprobe('-D', '-D', 'dm-crypt'),
  {
    name: 'tsmodinfo',
    isDropIn: true,
    command: ours('tsmodinfo', (top) => ['-b', join(top, 'root'), '-k', RELEASE, 'dm-mod', 'btrfs']),
  },
  asks('check'),
  asks('closure', 'dm-crypt', 'btrfs'),
  asks('why', 'dm-crypt', 'dm-mod'),
  asks('graph', 'btrfs'),
  { name: 'closure --install', command: ours('tskmod', installArguments) },
]

/** Files and directories of the root that are read. */
export const READ_FILES: readonly string[] = [
  ...[...INPUTS, ...SOME_MODULES].map((name) => `root/${MODULE_DIR}/${name}`),
  ...CONFIGURATION.map((name) => `root/${name}`),
  `root/${FIRMWARE}`,
  `root/boot/System.map-${RELEASE}`,
]
export const READ_DIRECTORIES: readonly string[] = [
  'lib',
  'lib/modules',
  MODULE_DIR,
  `${MODULE_DIR}/kernel`,
  'lib/firmware',
].map((name) => `root/${name}`)
export const inModuleDir = (root: string, name: string): string => `${root}/${MODULE_DIR}/${name}`

export const INSTALLER: Subject = { name: 'closure --install', command: ours('tskmod', installArguments) }
export const DEPMOD: Subject = {
  name: 'tsdepmod',
  isDropIn: true,
  command: ours('tsdepmod', (top) => ['-b', join(top, 'root'), RELEASE]),
}
export const WRITTEN_DIRECTORIES: readonly string[] = [
  'lib',
  'lib/modules',
  MODULE_DIR,
  `${MODULE_DIR}/updates`,
  'lib/firmware',
].map((name) => `image/${name}`)

/** Replacements for the expected content of a place. */
export const KINDS: Readonly<Record<string, (path: string, top: string, isDirectory: boolean) => void>> = {
  'a FIFO': (path) => void spawnSync('mkfifo', [path]),
  'an absolute link outside': (path, top, isDirectory) =>
    fs.symlinkSync(join(top, outside(isDirectory)), path),
  'a relative link outside': (path, top, isDirectory) =>
    fs.symlinkSync(`${'../'.repeat(20)}${join(top, outside(isDirectory)).slice(1)}`, path),
  'a link that leads nowhere': (path) => fs.symlinkSync('/nowhere/at/all', path),
  'a link to itself': (path) => fs.symlinkSync(path.slice(path.lastIndexOf('/') + 1), path),
  'a link to /dev/zero': (path) => fs.symlinkSync('/dev/zero', path),
  'the other kind': (path, _top, isDirectory) =>
    isDirectory ? fs.writeFileSync(path, 'no directory') : fs.mkdirSync(path),
}

const outside = (isDirectory: boolean): string => (isDirectory ? 'outside/directory' : 'outside/file')

/** Replaces the place `name` of the world in `top`. */
export function spoil(top: string, name: string, kind: string): void {
  const path = join(top, name)
  const isDirectory = fs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  fs.rmSync(path, { recursive: true, force: true })
  fs.mkdirSync(dirname(path), { recursive: true })
  KINDS[kind]?.(path, top, isDirectory)
}
