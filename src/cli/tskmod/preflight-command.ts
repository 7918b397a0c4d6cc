/** `tskmod preflight`: whether what a system names is still there in the kernel that it boots next. */
import {
  DEFAULT_MODPROBE_CONFIG_PATHS,
  type Kernel,
  KmodError,
  nodeHost,
  preflight,
  toByteString,
  writePreflight,
} from '../../index.ts'
import { placeText } from '../../reports/source.ts'
import { openSide } from './kernel-side.ts'
import { readNames } from './names.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type Subcommand } from './subcommand.ts'

export const PREFLIGHT: Subcommand = {
  name: 'preflight',
  operands: '<old> <new>',
  summary: 'Whether the modules that a system names are still there in another kernel',
  details: `Each is a root that holds lib/modules, a module directory, or a release below
--root. Looks up in both kernels what the configuration names: /etc/modules and
modules-load.d, options, softdep, install and blacklist of modprobe.d, the modules of
initramfs-tools, MODULES of mkinitcpio, and add_drivers, force_drivers and omit_drivers
of dracut; with --needs any other list. Says what is gone and what has taken over its
aliases or exports, what is built in now, which parameters are no more, and which modules
need something that the configuration keeps out. Runs nothing and writes nothing. The exit
status is 1 when something that is named is gone, or needs what an install line refuses.`,
  worksOn: 'kernels',
  options: [
    {
      flags: '--config-root <dir>',
      help: 'the root whose configuration is read (default: --root, or that of the first kernel)',
    },
    {
      flags: '--needs <file...>',
      help: 'a list of further names, a line each, as /etc/modules or lsmod have them; - is standard input',
    },
    { flags: '--details', help: 'list also what is kept, what is new, and what neither kernel has' },
  ],
  terms: {
    title: 'States',
    rows: [
      ['gone', 'the first kernel has it, the second has not'],
      ['module', 'it was built in, and has to be loaded now: an initramfs may need it'],
      ['built-in', 'it was a module, and is part of the kernel now'],
      ['kept', 'both have it'],
      ['new', 'only the second has it'],
      ['unknown', 'neither has it'],
    ],
  },
  examples: [
    ['preflight 6.12.1 6.12.2 --root /', 'before this machine boots another kernel'],
    ['preflight old-root linux-image.deb --needs modules.txt', 'a package that is not installed yet'],
  ],
  async run({ operands: [a = '', b = ''], options, openKernel }): Promise<Answer> {
    const needs = options.values('needs').map((file) => ({ file, words: readNames(file) }))
    const first = await openSide(a, options, openKernel)
    const configRoot = configRootOf(options, first)
    const before = await openSide(a, options, openKernel, configOf(first, configRoot))
    const other = await openSide(b, options, openKernel)
    const after = await openSide(b, options, openKernel, configOf(other, configRoot))
    const result = await preflight(before, after, {
      ...(needs.length > 0 && { needs }),
      ...(options.has('config-root') && { configRoot: options.value('config-root') ?? '/' }),
    })
    return {
      status: result.isFine ? FINE : FINDINGS,
      document: {
        before: kernelOf(before),
        after: kernelOf(after),
        names: result.names,
        parameters: result.parameters,
        denied: result.denied,
      },
      write: (page) =>
        writePreflight(page, {
          ...{ before: placeText(before), after: placeText(after), result },
          listAll: options.has('details'),
        }),
    }
  },
}

/** A byte string, without a slash at its end. */
function configRootOf(options: GivenOptions, { place }: Kernel): string {
  const named = options.value('config-root')
  if (named === undefined) return place.root
  const path = toByteString(named)
  if (nodeHost.status(path).kind !== 'directory')
    throw new KmodError('KMOD_USAGE', `--config-root takes a directory, not '${named}'`)
  return path.replace(/\/+$/, '')
}

/** The same modprobe.d for both kernels: aliases and install lines in it say what names stand for. */
function configOf({ place }: Kernel, configRoot: string): { modprobeConfig: readonly string[] | 'root' } {
  if (place.root === configRoot) return { modprobeConfig: 'root' }
  const paths = DEFAULT_MODPROBE_CONFIG_PATHS.map((path) => configRoot + path)
  return { modprobeConfig: paths.filter((path) => nodeHost.exists(path)) }
}

const kernelOf = ({ place: { root, release } }: Kernel): object => ({
  root: root === '' ? '/' : root,
  release,
})
