import { expect, it } from 'vitest'
import { kernelArguments, shellWord, sourceText } from '../../../src/cli/tskmod/source.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'

it('says which kernel was asked and by what', () => {
  const root = kernelTree()
  const kernel = openKernel({ root })
  const place = `${RELEASE} below ${root}`
  expect([
    sourceText(kernel, 'indexes', undefined),
    sourceText(kernel, 'modules', undefined),
    ...(['missing', 'damaged', 'older', 'unlisted', 'gone'] as const).map((reason) =>
      sourceText(kernel, 'modules', { reason, path: 'x' }),
    ),
  ]).toEqual([
    `${place}, from its index files`,
    `${place}, read from its modules`,
    `${place}, read from its modules, which is slow (no x; run tsdepmod)`,
    `${place}, read from its modules, which is slow (x is damaged; run tsdepmod)`,
    `${place}, read from its modules, which is slow (x is newer than the indexes; run tsdepmod)`,
    `${place}, read from its modules, which is slow (x is not in the indexes; run tsdepmod)`,
    `${place}, read from its modules, which is slow (x is in the indexes only; run tsdepmod)`,
  ])
  expect(kernelArguments(kernel)).toBe(`--root ${root} --kernel ${RELEASE}`)
})

it.each([
  ['/a/b-1.ko', '/a/b-1.ko'],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['', "''"],
])('%j is %s in a shell', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
