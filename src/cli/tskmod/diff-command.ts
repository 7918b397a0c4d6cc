/** `tskmod diff`: the differences between two kernels, trees or builds. */
import { KmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { DIFF_SECTIONS, diff } from '../../questions/diff.ts'
import { BUILD_PARTS, type BuildPart } from '../../questions/module-builds.ts'
import { writeDiff } from './diff-report.ts'
import { openSide } from './kernel-side.ts'
import { placeText, shellWords } from './source.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type Subcommand } from './subcommand.ts'

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
  async run({ operands: [a = '', b = ''], options, openKernel }): Promise<Answer> {
    const details = new Set(options.list('details'))
    const wrong = [...details].find((word) => word !== 'all' && !DIFF_SECTIONS.some((name) => name === word))
    if (wrong !== undefined)
      throw new KmodError('KMOD_USAGE', `--details takes ${DIFF_SECTIONS.join(', ')}, not '${wrong}'`)
    const ignore = ignoredParts(options)
    const before = await openSide(a, options, openKernel)
    const after = await openSide(b, options, openKernel)
    const result = await diff(before, after, { ignore, content: options.has('content') })
    return {
      status: result.losses.length > 0 ? FINDINGS : FINE,
      document: {
        before: { ...kernelOf(before), ...result.before },
        after: { ...kernelOf(after), ...result.after },
        losses: result.losses,
        builds: result.builds,
        sections: result.sections,
      },
      write: (page) =>
        writeDiff(page, {
          before: placeText(before),
          after: placeText(after),
          command: commandFor(a, b, options),
          result,
          details,
          ignored: new Set(ignore),
        }),
    }
  },
}

function ignoredParts(options: GivenOptions): BuildPart[] {
  return options.list('ignore').map((word) => {
    const part = BUILD_PARTS.find((known) => known === word)
    if (part === undefined)
      throw new KmodError('KMOD_USAGE', `--ignore takes ${BUILD_PARTS.join(', ')}, not '${word}'`)
    return part
  })
}

const kernelOf = ({ place: { root, release } }: Kernel): object => ({
  root: root === '' ? '/' : root,
  release,
})

function commandFor(a: string, b: string, options: GivenOptions): string {
  const again = ['root', 'moduledir', 'depmod-config', 'ignore'].flatMap((name) =>
    options.values(name).flatMap((value) => [`--${name}`, value]),
  )
  const content = options.has('content') ? ['--content'] : []
  return shellWords(['tskmod', 'diff', a, b, ...again, ...content].map(toByteString))
}
