import { describe, expect, it } from 'vitest'
import { lookupModules } from '../../src/lookup/lookup-steps.ts'
import { configOf, indexesOf, type World } from '../plan/views.ts'

const find = (name: string, world: World) =>
  lookupModules(name, { config: configOf(world), indexes: indexesOf(world) })

/** Every step would find something: each world has one index more than the one before. */
const EVERYWHERE: World = {
  config: 'alias x ca\nalias symbol:* cs\ninstall x CMD',
  dep: { x: [], 'symbol:x': [] },
  symbols: { 'symbol:x': ['sym'], x: ['sym'] },
  aliases: { x: ['al', 'al2'] },
  builtin: ['x'],
  builtinAliases: { x: ['bal'] },
}

describe('lookupModules()', () => {
  it('finds nothing where nothing is', () => {
    expect(find('x', {})).toEqual([])
  })
  it.each<[string, World, object[]]>([
    [
      'aliases of the configuration first, by their pattern',
      EVERYWHERE,
      [{ modname: 'ca', alias: 'x', isBuiltin: false, source: 'config-alias' }],
    ],
    [
      'then modules.dep',
      { ...EVERYWHERE, config: 'install x CMD' },
      [{ modname: 'x', isBuiltin: false, source: 'modules.dep' }],
    ],
    [
      'then install commands',
      { ...EVERYWHERE, config: 'install x CMD', dep: {} },
      [{ modname: 'x', isBuiltin: false, source: 'config-command' }],
    ],
    [
      'and remove commands',
      { ...EVERYWHERE, config: 'remove x CMD', dep: {} },
      [{ modname: 'x', isBuiltin: false, source: 'config-command' }],
    ],
    [
      'then modules.alias',
      { ...EVERYWHERE, config: '', dep: {} },
      [
        { modname: 'al', alias: 'x', isBuiltin: false, source: 'modules.alias' },
        { modname: 'al2', alias: 'x', isBuiltin: false, source: 'modules.alias' },
      ],
    ],
    [
      'then modules.builtin',
      { builtin: ['x'], builtinAliases: { x: ['bal'] } },
      [{ modname: 'x', isBuiltin: true, source: 'modules.builtin' }],
    ],
    [
      'then aliases of builtin modules',
      { builtinAliases: { x: ['bal'] } },
      [{ modname: 'bal', alias: 'x', isBuiltin: true, source: 'modules.builtin.alias' }],
    ],
  ])('asks for %s', (_, world, found) => {
    expect(find('x', world)).toEqual(found)
  })
  it('has all aliases of the configuration that match, each with its pattern', () => {
    expect(find('net_1', { config: 'alias net-* m1\nalias n?t-1 m2\nalias other m3' })).toMatchObject([
      { modname: 'm1', alias: 'net_*' },
      { modname: 'm2', alias: 'n?t_1' },
    ])
  })
  it('asks modules.symbols for symbols only, and modules.dep for nothing with a colon', () => {
    expect(find('symbol:x', { ...EVERYWHERE, config: '' })).toMatchObject([
      { modname: 'sym', alias: 'symbol:x' },
    ])
  })
  it('takes the name of a command as a name, not as a pattern', () => {
    expect(find('x1', { config: 'install x* CMD' })).toEqual([])
    expect(find('x*', { config: 'install x* CMD' })).toMatchObject([{ modname: 'x*' }])
  })
})
