import { describe, expect, it } from 'vitest'
import { compareWithText, textNameOf } from '../../src/indexes/text-beside-index.ts'

const entriesOf = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([key, value], priority) => ({ key, value, priority }))

it('knows which text belongs to an index', () => {
  expect(['/m/modules.dep.bin', 'modules.builtin.alias.bin', 'x'].map(textNameOf)).toEqual([
    'modules.dep',
    undefined,
    undefined,
  ])
})

describe('compareWithText()', () => {
  it.each([
    ['modules.symbols', 'alias symbol:USB-LEGACY,x sound_core\n', [['symbol:USB-LEGACY,x', 'sound_core']]],
    ['modules.alias', 'alias of:N*T*Cvendor,a-b c d soc_card\n', [['of:N*T*Cvendor,a_b c d', 'soc_card']]],
    ['modules.alias', 'alias x y odd name\nalias [ z m\n', [['x y', 'odd name']]],
    ['modules.dep', 'kernel/a:b/c-d.ko: e.ko\n', [['c_d', 'kernel/a:b/c-d.ko: e.ko']]],
    ['modules.builtin', 'kernel/a-b.ko\n', [['a_b', '']]],
  ] as const)('finds no difference in %s: %j', (name, text, pairs) => {
    expect(compareWithText(entriesOf(pairs), name, text)).toBeUndefined()
  })

  it.each([
    // What is normalised on one side only says something else.
    ['modules.symbols', 'alias symbol:a-b m\n', [['symbol:a_b', 'm']]],
    ['modules.alias', 'alias a b m\n', [['a', 'm']]],
    ['modules.dep', 'kernel/a.ko: kernel/b.ko \n', [['a', 'kernel/a.ko: kernel/b.ko']]],
    ['modules.dep', 'cut', [['a', 'kernel/a.ko:']]],
    ['modules.symbols', 'written over', [['symbol:a', 'm']]],
  ] as const)('finds one in %s: %j', (name, text, pairs) => {
    const difference = compareWithText(entriesOf(pairs), name, text)
    expect(difference?.onlyHere).toEqual(pairs.map((pair) => pair.join(' ')))
    expect(difference?.onlyInText).toHaveLength(1)
  })
})
