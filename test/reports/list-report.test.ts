import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { list } from '../../src/questions/list.ts'
import { writeList } from '../../src/reports/list-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'

it('has a row for each module, and their sum', async () => {
  const result = await list(openKernel({ root: kernelTree() }), { names: ['ext4', 'dm-mod'] })
  const page = new TextReport()
  writeList(page, result)
  const lines = page.text.trimEnd().split('\n')
  expect(lines[0]).toMatch(/^2 modules +[\d.]+ (B|KiB)$/)
  expect(lines.slice(1).map((line) => line.trim().split(/ +/)[0])).toEqual(['dm_mod', 'ext4'])
})
