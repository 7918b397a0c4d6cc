import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import {
  depmodCommand,
  depmodInRoot,
  kernelArguments,
  placeText,
  shellWord,
  sourceText,
} from '../../src/reports/source.ts'
import { openSource } from '../../src/sources/open-source.ts'
import { kernelTree, RELEASE } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

it('says which kernel was asked and by what', () => {
  const root = kernelTree()
  const kernel = openKernel({ root })
  const place = `${RELEASE} below ${root}`
  expect([
    sourceText(kernel, 'indexes', undefined),
    sourceText(kernel, 'modules', undefined),
    ...(['missing', 'damaged', 'unreadable', 'older', 'unlisted', 'gone'] as const).map((reason) =>
      sourceText(kernel, 'modules', { reason, path: 'x' }),
    ),
  ]).toEqual([
    `${place}, from its index files`,
    `${place}, read from its modules`,
    `${place}, read from its modules, which is slow (no x; run tsdepmod)`,
    `${place}, read from its modules, which is slow (x is damaged; run tsdepmod)`,
    `${place}, read from its modules, which is slow (x cannot be read)`,
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

it('carries every option that the answer depends on, for a shell', () => {
  const root = tempTree({ 'a b/usr/lib/modules/7.2/modules.order': '' })
  const kernel = openKernel({
    root: `${root}/a b`,
    depmodConfig: ['/etc/depmod $x'],
    modprobeConfig: ['m.conf'],
  })
  expect(kernelArguments(kernel)).toBe(
    `--root '${root}/a b' --kernel 7.2 --moduledir usr/lib/modules --depmod-config '/etc/depmod $x' --modprobe-config m.conf`,
  )
  expect(depmodCommand(kernel)).toBe(`tsdepmod -b '${root}/a b' -m usr/lib/modules -C '/etc/depmod $x' 7.2`)
  expect(placeText(kernel)).toBe(`7.2 below ${root}/a b/usr/lib/modules`)
})

it('names archives and layers as they were given, and a place for indexes', async () => {
  const root = kernelTree()
  const layer = tempTree({ [`lib/modules/${RELEASE}/updates/own.ko`]: buildModule({ exports: ['own'] }) })
  const layers = [`${layer}/.`]
  const { root: seen, host } = await openSource(root, { layers })
  const kernel = openKernel({ root: seen, ...(host && { host }) })
  expect(kernelArguments(kernel)).toBe(`--root ${root} --layer ${layer}/. --kernel ${RELEASE}`)
  expect(depmodCommand(kernel)).toBe(`tsdepmod -b ${root} --layer ${layer}/. -o OUT ${RELEASE}`)
  execFileSync('tar', ['-C', root, '-cf', `${layer}/it is.tar`, 'lib'])
  const archive = await openSource(`${layer}/it is.tar`)
  const packed = openKernel({ root: archive.root, ...(archive.host && { host: archive.host }) })
  expect(kernelArguments(packed)).toBe(`--root '${layer}/it is.tar' --kernel ${RELEASE}`)
})

it('runs depmod below the root where absolute links lead to modules', () => {
  const root = kernelTree({ 'opt/m/kmp.ko': '', [`lib/modules/${RELEASE}/extra`]: { link: '/opt/m' } })
  expect(depmodInRoot(openKernel({ root }))).toBe(`chroot ${root} depmod ${RELEASE}`)
  const other = kernelTree({
    'opt/kmp.ko': '',
    [`lib/modules/${RELEASE}/kmp.ko`]: { link: '../../../opt/kmp.ko' },
  })
  expect(depmodInRoot(openKernel({ root: other }))).toBeUndefined()
})
