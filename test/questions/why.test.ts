import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { why } from '../../src/questions/why.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { kernelTree, MODULE_DIR, RELEASE } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'

const ask = (module: string, needs?: string, more = {}) =>
  why(openKernel({ root: kernelTree(more) }), { module, ...(needs !== undefined && { needs }) })

describe('why(A, B)', () => {
  it('gives the chain with all its symbols', async () => {
    const top = buildModule({ modinfo: ['license=GPL'], needs: ['top_of_crypt'] })
    const crypt = buildModule({ exports: ['top_of_crypt'], needs: ['dm_get_device', 'dm_register_target'] })
    const more = { [`${MODULE_DIR}/extra/top.ko`]: top, [`${MODULE_DIR}/updates/dm-crypt.ko`]: crypt }
    const { chain } = await ask('top', 'dm-mod', more)
    expect(chain).toEqual([
      { from: 'top', to: 'dm_crypt', kind: 'symbols', symbols: ['top_of_crypt'] },
      { from: 'dm_crypt', to: 'dm_mod', kind: 'symbols', symbols: ['dm_get_device', 'dm_register_target'] },
    ])
  })

  it('takes a softdep where no symbols lead', async () => {
    expect((await ask('dm-crypt', 'aes_generic')).chain).toEqual([
      { from: 'dm_crypt', to: 'aes_generic', kind: 'softdep-pre', symbols: ['aes'] },
    ])
  })

  it('has no chain the other way around, nor to what nobody knows', async () => {
    expect((await ask('dm-mod', 'dm-crypt')).chain).toBeUndefined()
    expect(await ask('dm-mod', 'nobody')).toMatchObject({ targets: [], chain: undefined })
    expect(await ask('nobody', 'dm-mod')).toMatchObject({ subjects: [], chain: undefined })
  })

  it('opens no more modules than the first brings along, when there are indexes', async () => {
    const root = kernelTree()
    await depmod({ root, release: RELEASE })
    const opened: string[] = []
    const host = {
      ...nodeHost,
      openFile: (path: string) => {
        opened.push(path)
        return nodeHost.openFile(path)
      },
    }
    const { chain } = await why(openKernel({ root, host }), { module: 'aes', needs: 'crypto' })
    expect(chain).toHaveLength(1)
    expect(
      opened
        .filter((path) => path.endsWith('.ko'))
        .map((path) => path.slice(path.lastIndexOf('/') + 1))
        .sort(),
    ).toEqual(['aes-generic.ko', 'crypto.ko'])
  })
})

describe('why(A)', () => {
  it('gives neighbours on both sides', async () => {
    const { providers, users, allUsers, subjects } = await ask('crypto')
    expect(subjects).toMatchObject([{ modname: 'crypto', isBuiltin: false, lost: [] }])
    expect(providers).toEqual([])
    expect(users).toEqual([
      { modname: 'dm_crypt', kind: 'symbols', symbols: ['crypto_alloc'] },
      { modname: 'aes_generic', kind: 'symbols', symbols: ['crypto_alloc'] },
    ])
    expect(allUsers).toEqual(['dm_crypt', 'aes_generic'])
    expect((await ask('aes')).users).toEqual([{ modname: 'dm_crypt', kind: 'softdep-pre', symbols: ['aes'] }])
  })

  it('gives the copies that lost', async () => {
    const { subjects } = await ask('e1000', undefined, {
      [`${MODULE_DIR}/updates/e1000.ko`]: buildModule({}),
    })
    expect(subjects[0]).toMatchObject({
      copy: { relpath: 'updates/e1000.ko' },
      lost: [{ copy: { relpath: 'kernel/drivers/net/e1000.ko' }, verdict: { rule: 'search' } }],
    })
  })

  it('answers for builtin modules', async () => {
    const { subjects, users } = await ask('ext4')
    expect([subjects, users]).toEqual([[{ word: 'ext4', modname: 'ext4', isBuiltin: true, lost: [] }], []])
  })

  it('names what could not be read', async () => {
    expect((await ask('crypto', undefined, { [`${MODULE_DIR}/junk.ko`]: 'no module' })).unreadable).toEqual([
      'junk',
    ])
  })
})
