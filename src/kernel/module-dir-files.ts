/** Files that lie beside the modules, and where the kernel's own symbols may be told. */
import { nothing, orElse } from '../base/errors.ts'
import { fromByteString } from '../base/names.ts'
import { findBelow } from '../host/below-root.ts'
import type { KernelLocation, KernelOptions } from './kernel-location.ts'

/** A file of the module directory; undefined when it cannot be read. */
export function readBeside({ host, moduleDir }: KernelLocation, name: string): Uint8Array | undefined {
  return orElse(() => host.readFile(`${moduleDir}/${name}`), nothing)
}

/**
 * The Module.symvers or System.map of a kernel, where packages put them below the root; Module.symvers is preferred, as
 * it tells versions, too. Links are followed inside the root: `build` often leads to another machine's directory.
 */
export function findSymbolFile(place: KernelLocation): Pick<KernelOptions, 'symvers' | 'systemMap'> {
  const { host, root, release, moduleDir } = place
  const inModuleDir = moduleDir.slice(root.length + 1)
  const find = (paths: readonly string[]): string | undefined => {
    const found = paths.map((path) => findBelow(host, root, path)?.path).find((path) => path !== undefined)
    return found === undefined ? undefined : fromByteString(`${root}/${found}`)
  }
  const symvers = find([
    `${inModuleDir}/build/Module.symvers`,
    `${inModuleDir}/Module.symvers`,
    `usr/src/linux-headers-${release}/Module.symvers`,
    `${inModuleDir}/symvers`,
  ])
  if (symvers !== undefined) return { symvers }
  const systemMap = find([
    `boot/System.map-${release}`,
    `${inModuleDir}/System.map`,
    `${inModuleDir}/build/System.map`,
  ])
  return systemMap === undefined ? {} : { systemMap }
}
