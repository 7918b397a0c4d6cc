import { expect, it } from 'vitest'
import type { GraphData } from '../../src/graph-page/graph-data.ts'
import { findHits } from '../../src/graph-page/graph-search.ts'

const node = (modname: string, firmware: string[] = []) => ({
  modname,
  kind: 'module',
  reason: 'dependency',
  size: 1,
  path: `/lib/x/${modname}.ko`,
  firmware: firmware.map((name) => ({ name, size: null })),
})
const DATA = {
  kernel: { root: '/', release: '6' },
  names: [],
  nodes: [node('dm_crypt'), node('dm_mod'), node('e1000', ['intel/fw.bin'])],
  edges: [{ from: 'dm_crypt', to: 'dm_mod', kind: 'symbols', symbols: ['dm_register_target'] }],
} as GraphData

it('finds names, symbols, firmware and paths, and says which', () => {
  const found = (text: string) => findHits(DATA, text).map(({ modname, why }) => `${modname}: ${why}`)
  expect(found('DM-MOD')).toEqual(['dm_mod: name'])
  expect(found('register_target')).toEqual([
    'dm_mod: provides dm_register_target',
    'dm_crypt: needs dm_register_target',
  ])
  expect(found('fw.bin')).toEqual(['e1000: firmware intel/fw.bin'])
  expect(found('/lib/x/e')).toEqual(['e1000: path /lib/x/e1000.ko'])
  expect(found('  ')).toEqual([])
})
