import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { needs } from '../../src/questions/needs.ts'
import { writeNeeds } from '../../src/reports/needs-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'

const pageOf = async (source: string): Promise<string> => {
  const page = new TextReport()
  writeNeeds(
    page,
    source,
    await needs(openKernel({ root: kernelTree() }), { pattern: new RegExp(source) }),
    '--root /x',
  )
  return page.text
}

it('names who exports and who imports each symbol, and a command to go on with', async () => {
  const text = await pageOf('^dm_register_target$')
  expect(text).toContain('dm_register_target')
  expect(text).toMatch(/exported by dm_mod/)
  expect(text).toMatch(/imported by .*dm_crypt/)
  expect(text).toContain('tskmod why dm_crypt --root /x')
})

it('says that no symbol matches', async () => {
  expect(await pageOf('^no_such_symbol$')).toContain('No module')
})
