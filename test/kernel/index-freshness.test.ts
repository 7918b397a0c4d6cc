import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { indexStaleness } from '../../src/kernel/index-freshness.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { kernelTree, MODULE_DIR, RELEASE } from './kernel-tree.ts'

async function indexedTree(): Promise<{ root: string; dir: string }> {
  const root = kernelTree({ [`${MODULE_DIR}/extra/second/e1000.ko`]: 'no module' })
  await depmod({ root, release: RELEASE })
  return { root, dir: `${root}/${MODULE_DIR}` }
}

function staleness(root: string) {
  const kernel = openKernel({ root })
  return indexStaleness(kernel.place, kernel.copies())
}

it('finds indexes fresh that were just written', async () => {
  expect(staleness((await indexedTree()).root)).toBeUndefined()
})

it('does not mind that depmod.d has decided between copies', async () => {
  const { root } = await indexedTree()
  writeFileSync(`${root}/depmod.conf`, 'override e1000 * kernel/drivers/net\n')
  await depmod({ root, release: RELEASE, config: [`${root}/depmod.conf`] })
  expect(staleness(root)).toBeUndefined()
})

it.each<[string, (dir: string) => void, object]>([
  ['missing', (dir) => rmSync(`${dir}/modules.alias.bin`), { reason: 'missing', path: 'modules.alias.bin' }],
  [
    'unreadable',
    (dir) => {
      rmSync(`${dir}/modules.dep.bin`)
      mkdirSync(`${dir}/modules.dep.bin`)
    },
    { reason: 'unreadable', path: 'modules.dep.bin' },
  ],
  [
    'damaged',
    (dir) => writeFileSync(`${dir}/modules.dep.bin`, 'junk'),
    { reason: 'damaged', path: 'modules.dep.bin' },
  ],
  [
    'older',
    (dir) => utimesSync(`${dir}/kernel/crypto/crypto.ko`, 4e9, 4e9),
    { reason: 'older', path: 'kernel/crypto/crypto.ko' },
  ],
  [
    'unlisted',
    (dir) => {
      writeFileSync(`${dir}/kernel/new.ko`, '')
      utimesSync(`${dir}/kernel/new.ko`, 1, 1)
    },
    { reason: 'unlisted', path: 'kernel/new.ko' },
  ],
  [
    'gone',
    (dir) => rmSync(`${dir}/kernel/crypto/crypto.ko`),
    { reason: 'gone', path: 'kernel/crypto/crypto.ko' },
  ],
])('reports what is %s', async (_reason, change, expected) => {
  const { root, dir } = await indexedTree()
  change(dir)
  expect(staleness(root)).toEqual(expected)
})
