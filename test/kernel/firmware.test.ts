import { describe, expect, it } from 'vitest'
import { openFirmware } from '../../src/kernel/firmware.ts'
import { locateKernel } from '../../src/kernel/kernel-location.ts'
import type { TreeEntry } from '../support/temp-tree.ts'
import { kernelTree, RELEASE } from './kernel-tree.ts'

const open = (entries: Readonly<Record<string, TreeEntry>>, firmwareDirs?: string[]) =>
  openFirmware(locateKernel({ root: kernelTree(entries) }), firmwareDirs ? { firmwareDirs } : {})

const names = (files: readonly { readonly name: string }[]): string[] => files.map(({ name }) => name)

describe('openFirmware()', () => {
  it('searches where the kernel does, in that order', () => {
    const store = open({
      'lib/firmware/a.bin': '1',
      [`lib/firmware/${RELEASE}/a.bin`]: '22',
      'lib/firmware/updates/a.bin': '333',
      [`lib/firmware/updates/${RELEASE}/a.bin`]: '4444',
    })
    const files = store.find('a.bin')
    expect(names(files)).toEqual(store.directories.map((directory) => `${directory}/a.bin`))
    expect(files.map(({ size }) => size)).toEqual([4, 3, 2, 1])
  })

  it.each([
    [['', '.zst', '.xz'], ''],
    [['.zst', '.xz'], '.zst'],
    [['.xz'], '.xz'],
  ])('of the forms %j takes "%s"', (endings, taken) => {
    const entries = Object.fromEntries(endings.map((ending) => [`lib/firmware/d/a.bin${ending}`, 'x']))
    expect(names(open(entries).find('d/a.bin'))).toEqual([`lib/firmware/d/a.bin${taken}`])
  })

  it('follows links, and reports them', () => {
    const store = open({ 'lib/firmware/a.bin': { link: 'x/b.bin' }, 'lib/firmware/x/b.bin': 'bb' })
    expect(store.find('a.bin')).toEqual([
      {
        name: 'lib/firmware/a.bin',
        path: 'lib/firmware/x/b.bin',
        size: 2,
        links: [{ path: 'lib/firmware/a.bin', target: 'x/b.bin' }],
      },
    ])
  })

  it('matches patterns component by component, in every form', () => {
    const store = open({
      'lib/firmware/brcm/bcm1-sdio.bin': '',
      'lib/firmware/brcm/bcm2-sdio.bin.xz': '',
      'lib/firmware/brcm/sub/bcm3-sdio.bin': '',
      'lib/firmware/brcm/bcm4-sdio.txt': '',
    })
    expect(names(store.find('brcm/bcm*-sdio.bin'))).toEqual([
      'lib/firmware/brcm/bcm1-sdio.bin',
      'lib/firmware/brcm/bcm2-sdio.bin.xz',
    ])
    expect(names(store.find('*/bcm4-sdio.[t]xt'))).toEqual(['lib/firmware/brcm/bcm4-sdio.txt'])
  })

  it.each(['none.bin', '../../etc/passwd', '', 'dir', 'a\0b', 'none*'])('has nothing for %j', (name) => {
    expect(open({ 'lib/firmware/dir/x': '', 'etc/passwd': '' }).find(name)).toEqual([])
  })

  it('searches other directories on request', () => {
    expect(names(open({ 'vendor/fw/a.bin': '' }, ['/vendor/fw/']).find('a.bin'))).toEqual(['vendor/fw/a.bin'])
  })
})
