/** `tskmod diff`: the differences between two kernels, trees or builds. */
import {
  BUILD_PARTS,
  type BuildPart,
  DIFF_SECTIONS,
  diff,
  type Kernel,
  KmodError,
  toByteString,
  writeDiff,
} from '../../index.ts'
import { placeText, shellWords } from '../../reports/source.ts'
import { openSide } from './kernel-side.ts'
import { type Answer, FINDINGS, FINE, type GivenOptions, type SubcommandRequest } from './subcommand.ts'

export async function runDiff({
  operands: [a = '', b = ''],
  options,
  openKernel,
}: SubcommandRequest): Promise<Answer> {
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
