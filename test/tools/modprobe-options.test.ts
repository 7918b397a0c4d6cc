import { expect, it } from 'vitest'
import { modprobe } from '../../src/tools/modprobe.ts'
import { MODPROBE_OPTIONS } from '../../src/tools/modprobe-options.ts'
import { refusalOf } from '../support/refusal.ts'

it('MODPROBE_OPTIONS has what modprobe() takes, and nothing else is taken', () => {
  expect(Object.keys(MODPROBE_OPTIONS)).toEqual(expect.arrayContaining(['release', 'mode', 'onAction']))
  const options = { release: '1.0', relaese: '1.0' } as Parameters<typeof modprobe>[1]
  const { code, message } = refusalOf(() => modprobe(['x'], options))
  expect([code, message]).toEqual(['KMOD_USAGE', expect.stringContaining('`relaese`')])
})
