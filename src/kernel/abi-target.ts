/**
 * What modules are checked against: a Module.symvers, a directory of kernel headers, a kernel's module directory, or a
 * root with one kernel or the headers of one.
 */
import { byteString } from '../base/bytes.ts'
import { isKmodError, KmodError, nothing, orElse } from '../base/errors.ts'
import { type WorkOptions, workOptionsOf } from '../base/interruption.ts'
import { fromByteString, toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import type { ElfKind, KernelView } from '../loadability/kernel-view.ts'
import { SymversTable } from '../loadability/symvers-table.ts'
import { readPlain } from '../read/read-plain.ts'
import { parseConfigFlags } from './kernel-config.ts'
import { MODULE_DIRECTORIES } from './kernel-location.ts'
import { loadLoadability } from './loadability-facts.ts'
import { findSymbolFile } from './module-dir-files.ts'
import type { ModuleSetOptions } from './module-set.ts'
import { openKernel } from './open-kernel.ts'

export type AbiTargetKind = 'symvers' | 'headers' | 'kernel'

export interface AbiTarget {
  /** As given by the user. */
  readonly name: string
  readonly kind: AbiTargetKind
  readonly view: KernelView
}

/** How the modules of a kernel are read. */
export type AbiTargetOptions = WorkOptions & Pick<ModuleSetOptions, 'cache' | 'onDiagnostic'>

/**
 * Opens what modules are to be compared with: reads the modules of a kernel, or only a Module.symvers.
 *
 * @param work stops the reading of a kernel's modules, hears how far it is, and names a directory that keeps what is read
 * @throws KmodError KMOD_IO, KMOD_USAGE when there is nothing of these kinds at `path`
 */
export async function openAbiTarget(
  path: string,
  host: Host = nodeHost,
  work: AbiTargetOptions = {},
): Promise<AbiTarget> {
  const bytes = toByteString(path).replace(/(?<=.)\/+$/, '')
  if (host.status(bytes).kind !== 'directory')
    return {
      name: path,
      kind: 'symvers',
      view: viewOfSymvers(new SymversTable(await readPlain(host, bytes)), {}),
    }
  const directory = headersBelow(host, bytes) ?? bytes
  const exports = readIfThere(host, `${directory}/Module.symvers`)
  const config = readIfThere(host, `${directory}/.config`)
  if (
    exports !== undefined &&
    !host.exists(`${directory}/kernel`) &&
    !host.exists(`${directory}/modules.dep`)
  )
    return {
      name: path,
      kind: 'headers',
      view: viewOfSymvers(new SymversTable(exports), headersView(host, directory, config)),
    }
  return { name: path, kind: 'kernel', view: await viewOfKernel(host, bytes, work) }
}

/** Where packages put headers; their lib/modules/RELEASE holds nothing but links to them. */
const HEADERS = ['usr/src', 'usr/src/kernels', 'usr/lib/modules', 'lib/modules']

/** The headers of a root that has those of one kernel, and no kernel: an unpacked package. */
function headersBelow(host: Host, root: string): string | undefined {
  const below = (parent: string): string[] =>
    orElse(
      () => host.listDirectory(`${root}/${parent}`).map(({ name }) => `${root}/${parent}/${name}`),
      () => [],
    )
  const releases = MODULE_DIRECTORIES.flatMap(below)
  if (releases.some((path) => host.exists(`${path}/kernel`) || host.exists(`${path}/modules.dep`)))
    return undefined
  const found = HEADERS.flatMap(below)
    .flatMap((path) => [path, `${path}/build`])
    .filter((path) => orElse(() => host.status(`${path}/Module.symvers`), nothing)?.kind === 'file')
  // A link and what it leads to are one: the first is the place itself.
  return found[0]
}

async function viewOfKernel(host: Host, path: string, work: AbiTargetOptions): Promise<KernelView> {
  const place = placeOf(host, path)
  const first = openKernel({ ...place, host })
  const symbolFile = findSymbolFile(first.place)
  const kernel = openKernel({
    ...place,
    host,
    release: fromByteString(first.place.release),
    ...symbolFile,
    ...workOptionsOf(work),
    ...(work.cache !== undefined && { cache: work.cache }),
  })
  // Any directory may be the module directory of a kernel, but nothing would load into what has nothing of one.
  const isKernel =
    symbolFile.symvers !== undefined || kernel.modules().length > 0 || kernel.builtins().size > 0
  if (!isKernel)
    throw new KmodError(
      'KMOD_USAGE',
      `there is no kernel in '${fromByteString(path)}': no modules, and no Module.symvers`,
    )
  const { view } = await loadLoadability(kernel)
  for (const diagnostic of kernel.diagnostics)
    if (diagnostic.code === 'cache-unwritable') work.onDiagnostic?.(diagnostic)
  return view
}

/** A directory with lib/modules in it is a root; any other one is a module directory. */
function placeOf(host: Host, path: string): { root: string; release?: string; moduleDirectory?: string } {
  const absolute = path.startsWith('/') ? path : `${host.workingDirectory()}/${path}`
  if (MODULE_DIRECTORIES.some((directory) => host.exists(`${absolute}/${directory}`)))
    return { root: fromByteString(absolute) }
  const [, above = '', release = ''] = /^(.*)\/([^/]+)$/.exec(absolute) ?? []
  const isUsual = above.endsWith('/lib/modules')
  const root = isUsual ? above.slice(0, -'/lib/modules'.length) : above
  return {
    root: fromByteString(root === '' ? '/' : root),
    release: fromByteString(release),
    ...(!isUsual && { moduleDirectory: '.' }),
  }
}

const viewOfSymvers = (symvers: SymversTable, more: Partial<KernelView>): KernelView => ({
  symvers,
  exportOf: (name) => symvers.exportOf(name),
  knowsKernelSymbols: true,
  isProprietary: () => false,
  ...more,
})

function readIfThere(host: Host, path: string): Uint8Array | undefined {
  try {
    return host.readFile(path)
  } catch (error) {
    if (!isKmodError(error)) throw error
    return undefined
  }
}

/** Reads release and configuration from the generated files of a build, and the vermagic if they determine it. */
function headersView(host: Host, path: string, config: Uint8Array | undefined): Partial<KernelView> {
  const releaseFile = readIfThere(host, `${path}/include/config/kernel.release`)
  const release = releaseFile && byteString(releaseFile).trim()
  if (config === undefined) return { ...(release !== undefined && { release }) }
  const text = byteString(config)
  const vermagic = release === undefined ? undefined : vermagicOf(text, release)
  const elf = elfOf(text)
  return {
    ...(release !== undefined && { release }),
    ...(vermagic !== undefined && { vermagic }),
    ...(elf !== undefined && { elf }),
    ...parseConfigFlags(text),
  }
}

/** Architectures by their configuration: what they add to the vermagic (arch's asm/vermagic.h), and their machine. */
const ARCHITECTURES: readonly (readonly [config: string, vermagic: string, elf: ElfKind])[] = [
  ['X86_64', '', { elfClass: 64, littleEndian: true, machine: 62 }],
  ['ARM64', 'aarch64', { elfClass: 64, littleEndian: true, machine: 183 }],
  ['S390', '', { elfClass: 64, littleEndian: false, machine: 22 }],
]

const has = (text: string, name: string): boolean => new RegExp(`^CONFIG_${name}=y$`, 'm').test(text)

const elfOf = (text: string): ElfKind | undefined => ARCHITECTURES.find(([config]) => has(text, config))?.[2]

/** As include/linux/vermagic.h builds it; undefined for an architecture whose part is not known here. */
function vermagicOf(text: string, release: string): string | undefined {
  const architecture = ARCHITECTURES.find(([config]) => has(text, config))
  if (architecture === undefined || has(text, 'RANDSTRUCT')) return undefined
  const preempt = has(text, 'PREEMPT_RT') ? 'preempt_rt ' : has(text, 'PREEMPT_BUILD') ? 'preempt ' : ''
  return `${release} ${has(text, 'SMP') ? 'SMP ' : ''}${preempt}${has(text, 'MODULE_UNLOAD') ? 'mod_unload ' : ''}${has(text, 'MODVERSIONS') ? 'modversions ' : ''}${architecture[1]}`
}
