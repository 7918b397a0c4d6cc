import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
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

it('reads a compressed Module.symvers', async () => {
  const symvers = gzipSync('0x00000099\t_printk\tvmlinux\tEXPORT_SYMBOL\n')
  const root = kernelTree({ [`${MODULE_DIR}/symvers.gz`]: symvers })
  const facts = await openKernel({ root, symvers: `${root}/${MODULE_DIR}/symvers.gz` }).facts()
  expect(facts.owners.countOfKernel()).toBe(1)
})

it('has the exports that the kernel knows, and keeps what kmod lists for the indexes', async () => {
  const inKsymtab = [{ name: '__ksymtab_snd_x', section: '.text' }]
  const root = kernelTree({
    [`${MODULE_DIR}/extra/snd.ko`]: buildModule({
      exports: ['snd_x'],
      namespaces: ['SND_NS'],
      symbols: inKsymtab,
    }),
    [`${MODULE_DIR}/extra/user.ko`]: buildModule({ needs: ['SND_NS', 'snd_x'] }),
  })
  const facts = await openKernel({ root }).facts()
  const snd = facts.find('snd') ?? -1
  expect(facts.exported(snd).map(({ name }) => name)).toEqual(['snd_x'])
  expect(facts.edges(facts.find('user') ?? -1)).toEqual([{ provider: snd, symbols: ['snd_x'] }])
  const { names } = facts.table
  const owners = ['SND_NS', 'snd_x'].map((name) => {
    const bytes = Buffer.from(name)
    const id = names.find(bytes, 0, bytes.length)
    return [facts.owners.owner(id), facts.indexOwners.owner(id)]
  })
  expect(owners).toEqual([
    [-1, snd],
    [snd, snd],
  ])
})

it('leaves out what has a line break, and reports it once', async () => {
  const root = kernelTree({
    [`${MODULE_DIR}/extra/odd.ko`]: buildModule({ modinfo: ['softdep=pre: a\nsoftdep b pre: c'] }),
  })
  const kernel = openKernel({ root, from: 'modules' })
  const names = await kernel.names()
  expect(names.softdeps('b')).toEqual({ pre: [], post: [], beyondModprobe: [] })
  await kernel.factsOf(kernel.modules())
  expect(kernel.diagnostics.filter(({ code }) => code === 'line-break')).toHaveLength(1)
})
