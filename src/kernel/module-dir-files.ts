/** Files next to the modules, and where to find the kernel's own symbols. */
import { nothing, orElse } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { findBelow } from '../host/below-root.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'

/** A file of the module directory; undefined when it cannot be read. */
export function readBeside({ host, moduleDir }: KernelLocation, name: string): Uint8Array | undefined {
  return orElse(() => host.readFile(`${moduleDir}/${name}`), nothing)
}

/**
 * The Module.symvers or System.map of a kernel, where packages put them below the root; Module.symvers is preferred,
 * because it has versions. Links are followed inside the root: `build` often leads to another machine's directory.
 */
export function findSymbolFile(place: KernelLocation): Pick<KernelOptions, 'symvers' | 'systemMap'> {
  const { host, root, release, moduleDir } = place
  const inModuleDir = moduleDir.slice(root.length + 1)
  const find = (paths: readonly string[]): string | undefined => {
    for (const path of paths) {
      const found = findBelow(host, root, path)?.path
      const isFile =
        found !== undefined && orElse(() => host.status(`${root}/${found}`), nothing)?.kind === 'file'
      if (isFile) return fromByteString(`${root}/${found}`)
    }
    return undefined
  }
  const symvers = find(symversPlaces(inModuleDir, release))
  if (symvers !== undefined) return { symvers }
  const systemMap = find(systemMapPlaces(inModuleDir, release))
  return systemMap === undefined ? {} : { systemMap }
}

const COMPRESSIONS = ['', '.gz', '.xz', '.zst']

const inAnyCompression = (path: string): string[] => COMPRESSIONS.map((ending) => path + ending)

/** Fedora has symvers.xz next to the modules, and earlier in /boot; SUSE symvers-RELEASE.gz in /boot and symvers.gz. */
const symversPlaces = (inModuleDir: string, release: string): string[] => [
  `${inModuleDir}/build/Module.symvers`,
  `${inModuleDir}/Module.symvers`,
  `usr/src/linux-headers-${release}/Module.symvers`,
  `usr/src/kernels/${release}/Module.symvers`,
  ...[`${inModuleDir}/symvers`, `boot/symvers-${release}`].flatMap(inAnyCompression),
]

/**
 * Debian's linux-image-RELEASE-dbg has the real System.map below usr/lib/debug; the one that linux-image-RELEASE has in
 * /boot only names that package.
 */
const systemMapPlaces = (inModuleDir: string, release: string): string[] =>
  [
    `usr/lib/debug/boot/System.map-${release}`,
    `usr/lib/debug/lib/modules/${release}/System.map`,
    `usr/lib/debug/usr/lib/modules/${release}/System.map`,
    `boot/System.map-${release}`,
    `${inModuleDir}/System.map`,
    `${inModuleDir}/build/System.map`,
  ].flatMap(inAnyCompression)
