import { describe, expect, it } from 'vitest'
import { loadings, modulesAt, readReport } from './report.ts'

const SERIAL = [
  'early words of the kernel',
  '@@ begin name dm-crypt: modprobe -v dm-crypt',
  'insmod /lib/modules/1/dm-mod.ko ',
  'insmod /lib/modules/1/dm-crypt.ko ',
  '@@ end 0 name dm-crypt',
  '@@ begin alias pci:v1: modprobe -v pci:v1',
  '@@ end 1 alias pci:v1',
  '@@ begin modules at the end: cat /proc/modules',
  'dm_crypt 61440 0 - Live 0x0',
  'dm_mod 184320 1 dm_crypt, Loading 0x0',
  '@@ end 0 modules at the end',
  '@@ done',
  '',
].join('\r\n')

describe('readReport()', () => {
  it('gives what a step printed, and its status', () => {
    expect(readReport(SERIAL).steps.get('name dm-crypt')).toEqual({
      status: 0,
      lines: ['insmod /lib/modules/1/dm-mod.ko ', 'insmod /lib/modules/1/dm-crypt.ko '],
    })
  })

  it('takes a key with colons in it whole', () => {
    expect(readReport(SERIAL).steps.get('alias pci:v1')).toEqual({ status: 1, lines: [] })
  })

  it('knows a guest that came to its end', () => {
    expect(readReport(SERIAL).done).toBe(true)
  })

  it('leaves out the step at which the guest stopped', () => {
    const report = readReport(SERIAL.slice(0, SERIAL.indexOf('@@ end 0 name')))
    expect([report.steps.size, report.done]).toEqual([0, false])
  })
})

describe('modulesAt()', () => {
  it('lists the oldest module first', () => {
    expect(modulesAt(readReport(SERIAL), 'at the end')).toEqual([
      { name: 'dm_mod', state: 'Loading' },
      { name: 'dm_crypt', state: 'Live' },
    ])
  })

  it('is empty for a point that was not reached', () => {
    expect(modulesAt(readReport(''), 'at the end')).toEqual([])
  })
})

describe('loadings()', () => {
  it('gives the calls for names and aliases, in their order', () => {
    expect(loadings(readReport(SERIAL))).toEqual([
      {
        name: 'dm-crypt',
        status: 0,
        inserted: ['insmod /lib/modules/1/dm-mod.ko ', 'insmod /lib/modules/1/dm-crypt.ko '],
      },
      { name: 'pci:v1', status: 1, inserted: [] },
    ])
  })
})
