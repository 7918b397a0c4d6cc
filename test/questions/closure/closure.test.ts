import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { type ClosureOptions, closure } from '../../../src/questions/closure/closure.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { buildModule } from '../../support/elf-builder.ts'
import type { TreeEntry } from '../../support/temp-tree.ts'

const ask = (names: string[], options: Partial<ClosureOptions> = {}, more: Record<string, TreeEntry> = {}) =>
  closure(openKernel({ root: kernelTree(more) }), { names, ...options })

const modnames = ({ modules }: { modules: readonly { modname: string }[] }) =>
  modules.map(({ modname }) => modname)

describe('closure()', () => {
  it('gives modules in load order, builtin ones apart, and their sizes', async () => {
    const result = await ask(['dm-crypt', 'fs-ext4'])
    expect(modnames(result)).toEqual(['dm_mod', 'crypto', 'aes_generic', 'dm_crypt'])
    expect(result.builtins).toEqual([{ modname: 'ext4', reason: 'requested', for: 'fs-ext4' }])
    expect(result.missing).toEqual([])
    const sizes = result.modules.map(({ size }) => size ?? Number.NaN)
    expect(result.size).toEqual({ modules: sizes.reduce((a, b) => a + b), firmware: 0 })
  })

  it('finds firmware, and a file for two names counts once', async () => {
    const more = {
      'lib/firmware/intel/e1000.bin': { link: 'real.bin' },
      'lib/firmware/intel/real.bin': '12345',
      [`${MODULE_DIR}/extra/other.ko`]: buildModule({
        modinfo: ['firmware=intel/real.bin', 'firmware=no.bin'],
      }),
    }
    const result = await ask(['e1000', 'other'], {}, more)
    expect(result.firmware.map(({ name, for: users, files }) => [name, users, files.length])).toEqual([
      ['intel/e1000.bin', ['e1000'], 1],
      ['intel/real.bin', ['other'], 1],
      ['no.bin', ['other'], 0],
    ])
    expect(result.missing).toEqual([{ kind: 'firmware', name: 'no.bin', for: 'other', isAllowed: true }])
    expect(result.size.firmware).toBe(5)
    expect((await ask(['e1000'], { firmware: false }, more)).firmware).toEqual([])
  })

  it('says what is missing, and whether it may be', async () => {
    const result = await ask(['nobody', 'some-thing'], { allowMissing: ['some_thing'] })
    expect(result.missing).toEqual([
      { kind: 'name', name: 'nobody', isAllowed: false },
      { kind: 'name', name: 'some-thing', isAllowed: true },
    ])
  })

  it('keeps modules that cannot be read', async () => {
    const result = await ask(['junk'], {}, { [`${MODULE_DIR}/kernel/junk.ko`]: 'no module at all' })
    expect([modnames(result), result.unreadable]).toEqual([['junk'], ['junk']])
  })

  it('leaves out what filters say', async () => {
    const result = await ask(['=', 'unix'], { filters: { notName: /^(crypto|dm_.*)$/g } })
    expect(modnames(result)).toEqual(['aes_generic', 'e1000'])
    expect(result.filtered).toEqual(['dm_mod', 'dm_crypt', 'crypto'])
  })
})
