import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { meantBy } from '../../../src/questions/names/meant-names.ts'
import { kernelTree } from '../../kernel/kernel-tree.ts'

it.each([
  ['dm-crpyt', ['dm_crypt']],
  ['e100.ko.xz', ['e1000']],
  ['ext', ['ext4']],
  ['char-major-10-235', ['char-major-10-236']],
  ['=drivers/nett', ['=drivers/net']],
  ['kernel/drivers/md/dm-mood.ko', ['kernel/drivers/md/dm-mod.ko']],
  ['symbol:dm_get_devise', ['symbol:dm_get_device']],
  ['nothing_of_the_kind', []],
])('%s was meant as %j', async (word, expected) => {
  const kernel = openKernel({ root: kernelTree() })
  expect((await meantBy(kernel, await kernel.names(), word)).slice(0, 1)).toEqual(expected)
})
