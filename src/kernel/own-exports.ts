/** What the kernel itself exports, as the files of a build say it. */
import { toByteString } from '../base/names.ts'
import { nodeHost } from '../host/node-host.ts'
import type { KernelExport } from '../loadability/kernel-view.ts'
import { parseSymvers, parseSystemMap } from '../loadability/symvers.ts'
import { readPlain } from '../read/read-plain.ts'
import type { KernelOptions } from './kernel-location.ts'

export interface OwnExports {
  /** Symbols of the kernel and its built-in code; empty when no file of symbols is known. */
  readonly own: ReadonlyMap<string, KernelExport>
  /** All that a Module.symvers says, also of modules; empty without one. */
  readonly symvers: ReadonlyMap<string, KernelExport>
}

/**
 * By the Module.symvers or System.map of a kernel's options, compressed or not. Module.symvers is preferred.
 * @throws KmodError KMOD_IO, KMOD_COMPRESSION_*
 */
export async function ownExports({
  symvers: symversFile,
  systemMap,
  host = nodeHost,
}: Pick<KernelOptions, 'symvers' | 'systemMap' | 'host'>): Promise<OwnExports> {
  if (symversFile !== undefined) {
    const symvers = parseSymvers(await readPlain(host, toByteString(symversFile)))
    return { own: new Map([...symvers].filter(([, { owner }]) => owner.kind === 'kernel')), symvers }
  }
  const own =
    systemMap === undefined
      ? new Map<string, KernelExport>()
      : parseSystemMap(await readPlain(host, toByteString(systemMap)))
  return { own, symvers: new Map() }
}
