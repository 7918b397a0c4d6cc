import { describe, expect, it } from 'vitest'
import { buildOutputs, makeOutputs, OUTPUT_NAMES } from '../../src/indexes/outputs.ts'
import { contextOf, textOf } from './contexts.ts'
import { readIndex } from './index-reader.ts'

/** As kmod makes them. */
const ALL = [
  'modules.dep',
  'modules.dep.bin',
  'modules.alias',
  'modules.alias.bin',
  'modules.softdep',
  'modules.weakdep',
  'modules.symbols',
  'modules.symbols.bin',
  'modules.builtin.bin',
  'modules.builtin.alias.bin',
  'modules.devname',
]
const MODULES = {
  'a.ko': { exports: ['a'], modinfo: ['alias=x[', 'devname', 'softdep=pre: b', 'alias=devname:d'] },
}
const INPUTS = { 'modules.builtin': 'kernel/b.ko\n', 'modules.builtin.modinfo': 'b.alias=y\0' }

describe('buildOutputs()', () => {
  it('makes all files in the order of kmod', () => {
    expect(buildOutputs(contextOf(MODULES, { inputs: INPUTS })).map(({ name }) => name)).toEqual(ALL)
    expect(OUTPUT_NAMES).toEqual(ALL)
  })

  it('makes indexes of those that end in .bin and text of the others', () => {
    for (const { name, bytes } of buildOutputs(contextOf(MODULES, { inputs: INPUTS })))
      if (name.endsWith('.bin'))
        expect({ name, entries: readIndex(bytes).entries.length }).toEqual({ name, entries: 1 })
      else expect(textOf(bytes)).not.toContain('\0')
  })

  it('reports oddities in the order of the files, those of an index once', () => {
    const context = contextOf(MODULES)
    buildOutputs(context)
    expect(context.diagnostics.map(({ code }) => code)).toEqual([
      'alias-unmatched-bracket',
      'builtin-missing',
      'builtin-modinfo-missing',
      'devname-without-numbers',
    ])
  })

  it('makes the text files alone for showing, and is silent about indexes', () => {
    const context = contextOf(MODULES)
    const outputs = buildOutputs(context, 'text')
    expect(outputs.map(({ name }) => name)).toEqual(ALL.filter((name) => !name.endsWith('.bin')))
    expect(context.diagnostics.map(({ code }) => code)).toEqual(['devname-without-numbers'])
    const all = buildOutputs(contextOf(MODULES))
    for (const { name, bytes } of outputs)
      expect(bytes).toEqual(all.find((output) => output.name === name)?.bytes)
  })

  it('shows names that no index could hold', () => {
    const context = contextOf({ '\xe9.ko': {} })
    expect(textOf(buildOutputs(context, 'text')[0]?.bytes ?? Buffer.alloc(0))).toBe('\xe9.ko:\n')
    expect(() => buildOutputs(context)).toThrow('only 7-bit ASCII is supported')
  })

  it.each(['pre-order', 'post-order'] as const)('writes every index in %s', (layout) => {
    for (const { name, bytes } of buildOutputs(contextOf(MODULES, { inputs: INPUTS, layout })))
      if (name.endsWith('.bin')) expect(readIndex(bytes).offsets[0] === 12).toBe(layout === 'pre-order')
  })
})

describe('makeOutputs()', () => {
  it('makes each file when it is asked for', () => {
    const context = contextOf(MODULES)
    const outputs = makeOutputs(context)
    for (const name of ALL.slice(0, 3)) expect(outputs.next().value?.name).toBe(name)
    expect(context.diagnostics).toEqual([])
    expect(outputs.next().value?.name).toBe('modules.alias.bin')
    expect(context.diagnostics).toHaveLength(1)
  })

  it('reads what it needs before the first file is there, and nothing for text', () => {
    const read: string[] = []
    const context = contextOf(MODULES)
    const readInput = (name: string) => {
      read.push(name)
      return context.readInput(name)
    }
    const outputs = makeOutputs({ ...context, readInput })
    outputs.next()
    expect(read).toEqual(['modules.builtin', 'modules.builtin.modinfo'])
    expect([...outputs]).toHaveLength(10)
    buildOutputs({ ...context, readInput }, 'text')
    expect(read).toHaveLength(2)
  })

  it('makes the files of two kernels in turn', () => {
    const contexts = ['one', 'two'].map((name) => contextOf({ [`${name}.ko`]: { exports: [name] } }))
    const [one, two] = contexts.map((context) => makeOutputs(context))
    const inTurn = ALL.map(() => [one?.next().value, two?.next().value])
    const [wholeOne = [], wholeTwo = []] = contexts.map((context) => buildOutputs(context))
    expect(inTurn).toEqual(ALL.map((_, i) => [wholeOne[i], wholeTwo[i]]))
  })
})
