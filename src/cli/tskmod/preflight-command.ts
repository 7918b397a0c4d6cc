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
import { type Answer, FINDINGS, FINE, type GivenOptions, type SubcommandRequest } from './subcommand.ts'

export async function runPreflight({
  operands: [a = '', b = ''],
  options,
  openKernel,
}: SubcommandRequest): Promise<Answer> {
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
        before: placeText(before),
        after: placeText(after),
        result,
        listAll: options.has('details'),
      }),
  }
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
