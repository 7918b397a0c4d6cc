import * as fs from 'node:fs'
import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { decidingConfig, lostCopies } from '../../../src/questions/why/copy-reasons.ts'
import { depmod } from '../../../src/tools/depmod.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { moduleTree, SMALL_DIR, SMALL_RELEASE, unindexedTree } from '../../support/module-tree.ts'

async function reasons(root: string, modname: string) {
  const kernel = openKernel({ root })
  const copy = (await kernel.names()).dependencies(modname)?.copy
  return copy === undefined ? undefined : lostCopies(kernel, copy).map(({ verdict }) => verdict)
}

it('names the index, where depmod would choose another copy', async () => {
  const root = await moduleTree({ 'kernel/foo': {} })
  const path = `${root}/${SMALL_DIR}/updates/foo.ko`
  fs.mkdirSync(`${root}/${SMALL_DIR}/updates`)
  fs.writeFileSync(path, buildModule({ modinfo: ['license=GPL'] }))
  fs.utimesSync(path, 1, 1)
  expect(await reasons(root, 'foo')).toEqual([
    { rule: 'index', winner: 'kernel/foo.ko', loser: 'updates/foo.ko', preferred: 'updates/foo.ko' },
  ])
})

it("names the root's own depmod.d, where that chose", async () => {
  const root = unindexedTree(
    { 'kernel/zfs': {}, 'ubuntu/zfs': {} },
    { 'usr/lib/depmod.d/ubuntu.conf': 'search updates ubuntu built-in\n' },
  )
  await depmod({ root, release: SMALL_RELEASE, config: [`${root}/usr/lib/depmod.d`] })
  expect(await reasons(root, 'zfs')).toEqual([
    { rule: 'search', winner: 'ubuntu', loser: 'built-in', isByRoot: true },
  ])
})

it("knows whether the index was made by the root's own depmod.d", async () => {
  const root = unindexedTree(
    { 'kernel/zfs': {}, 'ubuntu/zfs': {} },
    { 'usr/lib/depmod.d/ubuntu.conf': 'search updates ubuntu built-in\n', 'etc/depmod.d/x.conf': '' },
  )
  const paths = [`${root}/etc/depmod.d`, `${root}/usr/lib/depmod.d`]
  await depmod({ root, release: SMALL_RELEASE })
  expect(decidingConfig(openKernel({ root }))).toEqual([])
  await depmod({ root, release: SMALL_RELEASE, config: paths })
  expect(decidingConfig(openKernel({ root }))).toEqual(paths)
  expect(decidingConfig(openKernel({ root, depmodConfig: paths }))).toEqual([])
  expect(
    decidingConfig(openKernel({ root: await moduleTree({ 'kernel/foo': {}, 'updates/foo': {} }) })),
  ).toEqual([])
})

it('gives the rule of depmod where the index follows it, and nothing without other copies', async () => {
  const root = await moduleTree({ 'kernel/foo': {}, 'updates/foo': {}, 'kernel/bar': {} })
  expect(await reasons(root, 'foo')).toEqual([{ rule: 'search', winner: 'updates', loser: 'built-in' }])
  expect(await reasons(root, 'bar')).toEqual([])
})
