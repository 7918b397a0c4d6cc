/** Opens a kernel for a question about symbols. */
import { findSymbolFile, type Kernel } from '../../index.ts'
import type { GivenOptions } from './subcommand.ts'

/** The kernel with the file of symbols that the options name, else with the one that is below the root. */
export async function openWithSymbols(
  options: GivenOptions,
  openKernel: (other?: object) => Promise<Kernel>,
): Promise<Kernel> {
  const kernel = await openKernel()
  return options.has('symvers') || options.has('system-map')
    ? kernel
    : openKernel(findSymbolFile(kernel.place))
}
