/** The order of the test files: what takes longest comes first, so that no processor waits for it at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take more than some seconds. Each gets a process of its own, whose memory the others need not clear. */
export const LONG = [
  'test/cache/cold-warm.test.ts',
  'test/cache/questions-cold-warm.test.ts',
  'test/codecs/xz/xz-pieces.test.ts',
  'test/graph-page/graph-page.test.ts',
  'test/cli/tskmod/fleet-command.test.ts',
  'test/cli/command-line/kmod-compat.test.ts',
  'test/package/standalone.test.ts',
  'test/cache/extract-with-cache.test.ts',
  'test/cli/depmod/depmod-cache.test.ts',
  'test/cli/modprobe/modprobe-command.test.ts',
  'test/codecs/xz/xz.test.ts',
  'test/extract/extraction-sections.test.ts',
]

/** vitest itself does so by the times of the last run, if there was one on this machine. */
export class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONG.findIndex((path) => moduleId.endsWith(`/${path}`))
      return at === -1 ? LONG.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
