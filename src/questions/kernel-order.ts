/** Copies of modules in depmod's order, on which it depends who owns a symbol. */
import type { ModuleCopy } from '../kernel/module-copies.ts'
import type { Kernel } from '../kernel/open-kernel.ts'

/** Copies that the scan did not find come last. */
export function inKernelOrder<M extends ModuleCopy>(kernel: Kernel, copies: Iterable<M>): M[] {
  const positionOf = ({ modname }: M): number => kernel.module(modname)?.position ?? Number.MAX_SAFE_INTEGER
  return [...copies].sort((a, b) => positionOf(a) - positionOf(b))
}
