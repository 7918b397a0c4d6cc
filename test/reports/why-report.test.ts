import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { why } from '../../src/questions/why/why.ts'
import { TextReport } from '../../src/reports/text-kit.ts'
import { writeWhy } from '../../src/reports/why-report.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'
import { wideLines } from '../support/run-tskmod.ts'

async function pageOf(module: string, more = {}): Promise<string> {
  const root = kernelTree(more)
  const kernel = openKernel({ root })
  const result = await why(kernel, { module })
  const page = new TextReport()
  writeWhy(page, { kernel, module, needs: undefined, result, source: 'modules', staleness: undefined })
  expect(wideLines(page.text)).toEqual([])
  return page.text.replaceAll(root, 'ROOT')
}

it('shows neighbours on both sides', async () => {
  const text = await pageOf('dm-crypt')
  expect(text).toMatch(/^dm_crypt kernel\/drivers\/md\/dm-crypt\.ko\n\nNeeds 3 modules\n/)
  expect(text).toMatch(/^ {2}dm_mod {7}dm_register_target, dm_get_device$/m)
  expect(text).toMatch(/^ {2}aes_generic {2}softdep pre: aes$/m)
  expect(text).toMatch(/^Needed by nobody$/m)
})

it('shows the target of an alias', async () => {
  expect(await pageOf('fs-ext4')).toMatch(/^ext4 builtin\n {2}fs-ext4 resolves to 1 module: ext4$/m)
})

it('counts who needs it through others, and cuts long lists of symbols', async () => {
  const symbols = ['s1', 's2', 's3', 's4', 's5']
  const text = await pageOf('base', {
    [`${MODULE_DIR}/base.ko`]: buildModule({ exports: symbols }),
    [`${MODULE_DIR}/mid.ko`]: buildModule({ exports: ['mid'], needs: symbols }),
    [`${MODULE_DIR}/top.ko`]: buildModule({ needs: ['mid'] }),
  })
  expect(text).toMatch(/^Needed by 1 module, and by 1 more through these\n {2}mid {2}s1, s2, s3 and 2 more$/m)
  expect(text).toMatch(/tskmod why mid base --root ROOT/)
})

it('says why this copy is used', async () => {
  const text = await pageOf('e1000', {
    [`${MODULE_DIR}/updates/e1000.ko`]: buildModule({}),
    [`${MODULE_DIR}/extra/e1000.ko`]: buildModule({}),
  })
  expect(text).toMatch(
    /^Copies 3, of which one is used\n {2}counts {2}updates\/e1000\.ko\n {2}lost {4}extra\/e1000\.ko:/m,
  )
  expect(text).toMatch(/updates comes before built-in/)
})

it('names what could not be read', async () => {
  expect(await pageOf('crypto', { [`${MODULE_DIR}/junk.ko`]: 'no module' })).toMatch(/^Unreadable: junk$/m)
})
