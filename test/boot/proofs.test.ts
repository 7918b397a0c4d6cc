import { describe, expect, it } from 'vitest'
import { dependenciesIn } from './dependencies.ts'
import { proofs } from './proofs.ts'
import { readReport } from './report.ts'

const NEEDS_NOTHING = 'dm-mod dm-bufio virtio_pci virtio_blk e1000 e1000e ext4 xts ecb aesni_intel'.split(' ')
const DEP = [
  'dm-crypt.ko: dm-mod.ko',
  'dm-thin-pool.ko: dm-mod.ko',
  ...NEEDS_NOTHING.map((name) => `${name}.ko:`),
]
const IMAGE = {
  name: 'test',
  root: '/nowhere',
  release: '1',
  kernel: '/nowhere',
  dependencies: dependenciesIn(DEP.join('\n')),
  updates: [],
}

/** A guest that loads dm-crypt in this order. */
function guest(...modules: string[]) {
  const step = (key: string, lines: string[]): string[] => [`@@ begin ${key}: x`, ...lines, `@@ end 0 ${key}`]
  const inserted = modules.map((name) => `insmod /lib/modules/1/${name}.ko `)
  const loaded = modules.map((name) => `${name.replaceAll('-', '_')} 1 0 - Live 0x0`).reverse()
  const lines = [...step('name dm-crypt', inserted), ...step('modules after dm-crypt', loaded)]
  return readReport(lines.join('\n'))
}

const broken = (report: ReturnType<typeof guest>): string[] =>
  proofs(IMAGE, report, undefined)
    .filter(({ problem }) => problem !== undefined)
    .map(({ text }) => text)

const ORDER = 'modprobe gives 0 and inserts them in the order of modules.dep: dm-mod.ko, dm-crypt.ko'
const LIVE = 'by the name dm-crypt: dm_mod, dm_crypt are Live'

describe('proofs()', () => {
  it('fails every claim for a silent guest', () => {
    const claims = proofs(IMAGE, readReport(''), new Map())
    expect(claims.filter(({ problem }) => problem === undefined)).toEqual([])
  })

  it('compares the load order with modules.dep', () => {
    expect(broken(guest('dm-mod', 'dm-crypt'))).not.toContain(ORDER)
    expect(broken(guest('dm-crypt', 'dm-mod'))).toContain(ORDER)
  })

  it('checks that the cipher of the encrypted root was not loaded before', () => {
    const claim = 'before the encrypted root none of its cipher is loaded'
    const without = '@@ begin modules after removal: x\n@@ end 0 modules after removal\n'
    const withXts = without.replace('\n', '\nxts 1 0 - Live 0x0\n')
    expect(broken(readReport(without))).not.toContain(claim)
    expect(broken(readReport(withXts))).toContain(claim)
  })

  it('misses a dependency that is not loaded', () => {
    expect(broken(guest('dm-mod', 'dm-crypt'))).not.toContain(LIVE)
    expect(broken(guest('dm-crypt'))).toEqual(expect.arrayContaining([LIVE, ORDER]))
  })

  it('compares the plans of our modprobe with the guest', () => {
    const lines = ['insmod /lib/modules/1/dm-crypt.ko ']
    const claims = proofs(IMAGE, guest('dm-mod', 'dm-crypt'), new Map([['dm-crypt', { status: 0, lines }]]))
    expect(claims.at(-1)).toMatchObject({ problem: expect.stringContaining('dm-mod.ko') })
  })
})
