/** How `tskmod diff` is called: operands, options, examples. */
import { BUILD_PARTS, DIFF_SECTIONS } from '../../index.ts'
import type { Subcommand } from './subcommand.ts'

export const DIFF: Subcommand = {
  name: 'diff',
  operands: '<before> <after>',
  summary: 'What was lost, gained and changed between two kernels',
  details: `Each is a root that holds lib/modules, a module directory, or a release below
--root. Compares modules and where they are (built in, overridden by a copy outside
kernel/), dependencies, exported symbols, their CRCs (kABI) and who may use them
(GPL-only, namespaces), vermagic, aliases (hardware), parameters, firmware and builds.
The exit status is 1 when something was lost: a module, an override, a symbol, a version
of one or the right to use it, an alias or a parameter, the same vermagic, or when a
module that was built in has to be loaded now.`,
  worksOn: 'kernels',
  options: [
    {
      flags: '--details [sections]',
      help: `list every difference, or those of some sections: ${DIFF_SECTIONS.join(', ')}`,
      listOf: ['all', ...DIFF_SECTIONS],
      bare: 'all',
    },
    {
      flags: '--ignore <parts>',
      help: `what makes no other build of a module: ${BUILD_PARTS.join(', ')}. It is still counted`,
      listOf: BUILD_PARTS,
    },
    {
      flags: '--content',
      help: 'compare what is in the modules, too, but for signature and build ID; reads each as a whole',
    },
  ],
  examples: [
    ['diff 6.12.1 6.12.2 --root /', 'two kernels of this machine'],
    ['diff old-root new-root --details=versions', 'the kABI of two builds'],
    [
      'diff signed unsigned --content --ignore signature,build-id,compression',
      'whether two builds are the same but for their signatures',
    ],
  ],
  run: async (request) => (await import('./diff-command.ts')).runDiff(request),
}
