/**
 * What was odd about a tree, in words for those who asked a question: kmod names the call that failed and a number of a
 * file, which says little of where it is.
 */

import { strerror } from '../../base/strerror.ts'
import { type Diagnostic, formatDiagnostic, type KernelLocation } from '../../index.ts'

export function diagnosticWords(
  diagnostic: Diagnostic,
  { host, root, moduleDir }: Pick<KernelLocation, 'host' | 'root' | 'moduleDir'>,
): string {
  const shown = (path: string): string =>
    path.startsWith(`${moduleDir}/`) ? path.slice(moduleDir.length + 1) : path
  switch (diagnostic.code) {
    case 'entry-unreadable': {
      const target = host.readLink(diagnostic.path)
      if (target === undefined) return `cannot read ${shown(diagnostic.path)}: ${strerror(diagnostic.errno)}`
      const where = root === '' ? '' : ' below the root'
      return `${shown(diagnostic.path)} is left out: it is a link to ${target}, which is not there${where}`
    }
    case 'subdirectory-unreadable':
      return `cannot read the directory ${shown(diagnostic.path)}: ${strerror(diagnostic.errno)}`
    case 'modules-order-missing':
    case 'builtin-missing':
    case 'builtin-modinfo-missing':
      return `cannot read ${diagnostic.moduleDir}/${LISTS[diagnostic.code]}: ${strerror(diagnostic.errno)}`
    default:
      return formatDiagnostic(diagnostic)
  }
}

const LISTS = {
  'modules-order-missing': 'modules.order',
  'builtin-missing': 'modules.builtin',
  'builtin-modinfo-missing': 'modules.builtin.modinfo',
} as const
