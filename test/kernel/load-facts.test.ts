import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

it('keeps modules that cannot be read, and says why', async () => {
  const root = kernelTree({ [`${MODULE_DIR}/kernel/junk.ko`]: 'no module at all' })
  const facts = await openKernel({ root }).facts()
  const position = facts.find('junk') ?? -1
  expect(facts.failures.get(position)).toMatchObject({ cause: 'KMOD_NOT_ELF' })
  expect(facts.exported(position)).toEqual([])
})

it('knows the symbols of the kernel when it is given its files', async () => {
  const root = kernelTree({
    symvers: '0x00000099\t_printk\tvmlinux\tEXPORT_SYMBOL\n',
    map: '0 T __ksymtab__printk\n',
  })
  const printk = async (options: object) => {
    const facts = await openKernel({ root, ...options }).facts()
    const row = facts.table.needed.start(facts.find('dm_mod') ?? -1)
    return facts.ownerOf(facts.table.needed.name.at(row))
  }
  expect(await printk({})).toBeUndefined()
  expect(await printk({ symvers: `${root}/symvers` })).toBe('kernel')
  expect(await printk({ systemMap: `${root}/map` })).toBe('kernel')
})

it('refuses a file of symbols that is not there', async () => {
  await expect(openKernel({ root: kernelTree(), symvers: '/nowhere' }).facts()).rejects.toMatchObject({
    code: 'KMOD_IO',
    details: { path: '/nowhere' },
  })
})

it('takes some modules as if there were no others', async () => {
  const kernel = openKernel({ root: kernelTree() })
  const some = kernel.modules().filter(({ modname }) => modname !== 'crypto')
  const facts = await kernel.factsOf(some)
  expect(facts.edges(facts.find('aes_generic') ?? -1)).toEqual([])
})
