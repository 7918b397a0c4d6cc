/** `tskmod diff`: what two kernels, trees or builds do not have in common. */
import {
  DIFF_SECTIONS,
  diff,
  findSymbolFile,
  type Kernel,
  type KernelOptions,
  KmodError,
  MODULE_DIRECTORIES,
  nodeHost,
  toByteString,
  writeDiff,
} from '../../index.ts'
import { placeText, shellWords } from '../../reports/source.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type Subcommand } from './subcommand.ts'

export const DIFF: Subcommand = {
  name: 'diff',
  operands: '<before> <after>',
  summary: 'What was lost, gained and changed between two kernels',
  details: `Each is a root that holds lib/modules, a module directory, or a release below
--root. Compares modules, dependencies, exported symbols and their CRCs (kABI),
aliases (hardware), parameters, firmware and builds. The exit status is 1 when something
was lost: a module, a symbol, a version of one, an alias or a parameter.`,
  worksOn: 'kernels',
  options: [
    {
      flags: '--details [sections]',
      help: `list every difference, or those of some sections: ${DIFF_SECTIONS.join(', ')}`,
      listOf: ['all', ...DIFF_SECTIONS],
      bare: 'all',
    },
  ],
  examples: [
    ['diff 6.12.1 6.12.2 --root /', 'two kernels of this machine'],
    ['diff old-root new-root --details=versions', 'the kABI of two builds'],
  ],
  async run({ operands: [a = '', b = ''], options, openKernel }): Promise<Answer> {
    const details = new Set(options.list('details'))
    const wrong = [...details].find((word) => word !== 'all' && !DIFF_SECTIONS.some((name) => name === word))
    if (wrong !== undefined)
      throw new KmodError('KMOD_USAGE', `--details takes ${DIFF_SECTIONS.join(', ')}, not '${wrong}'`)
    const before = await openKernel(placeOf(a, options))
    const placeAfter = placeOf(b, options)
    // What it exports itself says which symbols of modules it has taken over.
    const after = await openKernel({ ...placeAfter, ...findSymbolFile((await openKernel(placeAfter)).place) })
    const result = await diff(before, after)
    return {
      status: result.losses.length > 0 ? FINDINGS : FINE,
      document: {
        before: { ...kernelOf(before), ...result.before },
        after: { ...kernelOf(after), ...result.after },
        losses: result.losses,
        sections: result.sections,
      },
      write: (page) =>
        writeDiff(page, {
          before: placeText(before),
          after: placeText(after),
          command: commandFor(a, b, options),
          result,
          details,
        }),
    }
  },
}

const kernelOf = ({ place: { root, release } }: Kernel): object => ({
  root: root === '' ? '/' : root,
  release,
})

function commandFor(a: string, b: string, options: GivenOptions): string {
  const again = ['root', 'moduledir', 'depmod-config'].flatMap((name) =>
    options.values(name).flatMap((value) => [`--${name}`, value]),
  )
  return shellWords(['tskmod', 'diff', a, b, ...again].map(toByteString))
}

/** What is no directory is a package, an archive or an image, and so is what lies inside one. */
const isArchive = (word: string): boolean =>
  /!(\/|$)/.test(word) ||
  (nodeHost.exists(toByteString(word)) && nodeHost.status(toByteString(word)).kind === 'file')

/**
 * A word without a slash is a release below --root, where there is one. A directory with lib/modules in it is a root,
 * any other one a module directory, whose root is what lib/modules is below, or, where it is elsewhere, its parent.
 */
function placeOf(word: string, options: GivenOptions): Partial<KernelOptions> {
  const named = options.value('moduledir')
  const parents = named === undefined ? MODULE_DIRECTORIES : [named]
  if (options.has('root') && !word.includes('/')) return { release: word }
  const isThere = (path: string): boolean => nodeHost.exists(toByteString(path))
  if (isArchive(word)) return { root: word }
  if (!isThere(word))
    throw new KmodError('KMOD_USAGE', `there is no directory '${word}'; to name a release say --root, too`)
  if (parents.some((parent) => isThere(`${word}/${parent}`))) return { root: word }
  const [, above = '.', release = ''] = /^(?:(.*)\/)?([^/]+)\/*$/.exec(word) ?? []
  const parent = parents.toReversed().find((directory) => above.endsWith(`/${directory}`))
  return parent !== undefined
    ? { root: above.slice(0, -parent.length - 1) || '/', moduleDirectory: parent, release }
    : { root: above === '' ? '/' : above, moduleDirectory: '.', release }
}
