import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { BLOCK_SIZE } from '../../src/indexes/block-source.ts'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import { type IndexOpenProblem, type IndexSet, openIndexSet } from '../../src/lookup/index-set.ts'
import { tempTree } from '../support/temp-tree.ts'

const index = (...entries: readonly [key: string, value: string, priority?: number][]): Uint8Array =>
  encodeIndex(entries.map(([key, value, priority = 0]) => ({ key, value, priority })))

const FILES: Readonly<Record<string, Uint8Array>> = {
  'modules.dep.bin': index(['ext4', 'kernel/ext4.ko: kernel/jbd2.ko'], ['jbd2', 'kernel/jbd2.ko:']),
  'modules.alias.bin': index(['fs_ext*', 'ext4', 1], ['fs_ext4', 'other', 0]),
  'modules.symbols.bin': index(['symbol:crc', 'crc']),
  'modules.builtin.alias.bin': index(['net_pf_*', 'unix'], ['net_pf_*', 'packet']),
  'modules.builtin.bin': index(['unix', '']),
}

/** Files by their paths below the module dir; counts what is open and what was read. */
function fakeHost(files: Readonly<Record<string, Uint8Array>>) {
  const opened: string[] = []
  const read: string[] = []
  let openNow = 0
  const host = {
    exists: (path: string) => path.replace(/^\/m\//, '') in files,
    readFile: (path: string) => files[path.replace(/^\/m\//, '')],
    listDirectory: () => Object.keys(files).map((name) => ({ name, kind: 'file' })),
    isRunning: () => false,
    openFile(path: string) {
      const name = path.replace(/^\/m\//, '')
      opened.push(name)
      const bytes = files[name]
      if (!bytes) throw new KmodError('KMOD_IO', 'no such file', { errno: 'ENOENT' })
      openNow++
      return {
        size: bytes.length,
        read(target: Uint8Array, position: number) {
          read.push(name)
          const part = bytes.subarray(position, position + target.length)
          target.set(part)
          return part.length
        },
        close() {
          openNow--
        },
      }
    },
  } as unknown as Host
  return { host, opened, read, openCount: () => openNow }
}

function setOf(files: Readonly<Record<string, Uint8Array>>) {
  const fake = fakeHost(files)
  const problems: IndexOpenProblem[] = []
  return { ...fake, problems, set: openIndexSet(fake.host, '/m', (problem) => problems.push(problem)) }
}

const without = (...names: string[]): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(FILES).filter(([name]) => !names.includes(name)))

const builtinAliases = (set: IndexSet): string[] => set.builtinAliases('net_pf_1').map(({ value }) => value)

describe('openIndexSet()', () => {
  it('asks each index for its own', () => {
    const { set, problems, openCount } = setOf(FILES)
    expect(set.dependencyLine('ext4')).toBe('kernel/ext4.ko: kernel/jbd2.ko')
    expect(set.dependencyLine('nope')).toBeUndefined()
    expect(set.aliases('fs_ext4')).toEqual([
      { value: 'other', priority: 0 },
      { value: 'ext4', priority: 1 },
    ])
    expect(set.symbols('symbol:crc')).toEqual([{ value: 'crc', priority: 0 }])
    expect([set.isBuiltin('unix'), set.isBuiltin('ext4')]).toEqual([true, false])
    expect([...set.entries('alias')].map(({ key, value }) => `${key} ${value}`)).toEqual([
      'fs_ext* ext4',
      'fs_ext4 other',
    ])
    expect([...set.entries('symbols')]).toHaveLength(1)
    expect(problems).toEqual([])
    expect(openCount()).toBe(5)
    set.close()
    expect(openCount()).toBe(0)
  })

  it('opens each file once, in the order of kmod, and reads on only where it is asked', () => {
    const large = index(
      ...Array.from({ length: 500 }, (_, i): [string, string] => [`key${i}`, 'value'.repeat(9)]),
    )
    const { set, opened, read } = setOf({ ...FILES, 'modules.dep.bin': large })
    expect(opened).toEqual(Object.keys(FILES))
    expect(read).toEqual(Object.keys(FILES))
    expect(set.dependencyLine('key499')).toBeDefined()
    expect(opened).toHaveLength(5)
    expect(new Set(read.slice(5))).toEqual(new Set(['modules.dep.bin']))
  })

  it.each([
    ['all are there', FILES, ['unix', 'packet']],
    ['another one is missing', without('modules.builtin.bin'), ['packet', 'unix']],
    ['another one is empty', { ...FILES, 'modules.symbols.bin': new Uint8Array() }, ['packet', 'unix']],
  ])('gives equal priorities in the order of kmod when %s', (_what, files, expected) => {
    expect(builtinAliases(setOf(files).set)).toEqual(expected)
  })

  it.each(['pre-order', 'post-order'] as const)(
    'reads only the nodes that a query needs, of a %s index of thousands',
    (layout) => {
      const entries = Array.from({ length: 5000 }, (_, i) => ({
        key: `m${(i * 7919) % 5000}`,
        value: `kernel/drivers/somewhere/m${(i * 7919) % 5000}.ko:`,
        priority: i,
      }))
      const dep = encodeIndex(entries, layout)
      expect(dep.length).toBeGreaterThan(50 * BLOCK_SIZE)
      const { set, read } = setOf({ ...FILES, 'modules.dep.bin': dep })
      expect(set.dependencyLine('m4321')).toBe('kernel/drivers/somewhere/m4321.ko:')
      // The root, and a node a digit.
      expect(read.filter((name) => name === 'modules.dep.bin').length).toBeLessThanOrEqual(1 + 1 + 4)
      // Of the others only the bytes that show that they are indexes.
      for (const name of Object.keys(without('modules.dep.bin')))
        expect(read.filter((other) => other === name)).toEqual([name])
    },
  )

  it('maps the others when only modules.builtin.alias.bin is missing', () => {
    const { set, opened } = setOf(without('modules.builtin.alias.bin'))
    expect(builtinAliases(set)).toEqual([])
    expect(set.isBuiltin('unix')).toBe(true)
    expect(opened).toEqual([...Object.keys(FILES), 'modules.builtin.alias.bin'])
  })

  it('opens after a failure only what it is asked for, each once, and leaves nothing open', () => {
    const { set, opened, openCount } = setOf(without('modules.symbols.bin'))
    expect(openCount()).toBe(0)
    opened.length = 0
    expect(set.dependencyLine('jbd2')).toBe('kernel/jbd2.ko:')
    expect(set.dependencyLine('ext4')).toBeDefined()
    expect([set.symbols('symbol:crc'), set.symbols('symbol:crc')]).toEqual([[], []])
    expect(opened).toEqual(['modules.dep.bin', 'modules.symbols.bin'])
    set.close()
    expect(openCount()).toBe(0)
  })

  it('has no answers in a directory without indexes', () => {
    const { set } = setOf({})
    expect([set.dependencyLine('a'), set.aliases('a'), set.symbols('a'), set.isBuiltin('a')]).toEqual([
      undefined,
      [],
      [],
      false,
    ])
    expect([...set.entries('alias')]).toEqual([])
  })

  it('reports a wrong magic once, up to the first file that ends the mapping', () => {
    const bad = Buffer.alloc(20, 'X')
    const old = Buffer.from('b007f457000100010000000c', 'hex')
    const { set, problems } = setOf({
      ...FILES,
      'modules.builtin.alias.bin': bad,
      'modules.builtin.bin': old,
    })
    expect(problems).toEqual([
      { code: 'index-bad-magic', path: '/m/modules.builtin.alias.bin', magic: 0x58585858 },
      { code: 'index-bad-version', path: '/m/modules.builtin.bin', major: 1 },
    ])
    expect([builtinAliases(set), set.isBuiltin('unix')]).toEqual([[], false])
    expect(problems).toHaveLength(2)
    expect(setOf({ ...FILES, 'modules.dep.bin': bad, 'modules.alias.bin': bad }).problems).toHaveLength(1)
  })

  it('reports that a run of depmod was killed between its renames, and still answers', () => {
    const journal = { '.modules.publishing': Buffer.from('1-2.abc') }
    const { problems, set } = setOf({ ...FILES, ...journal, '.modules.alias.1-2.abc.tmp': Buffer.from('') })
    expect(problems).toEqual([{ code: 'index-set-mixed', severity: 'warning', moduleDir: '/m' }])
    expect(set.isBuiltin('unix')).toBe(true)
    expect(setOf({ ...FILES, ...journal }).problems).toEqual([])
  })

  it('names the file of a damaged index', () => {
    const damaged = Buffer.from(FILES['modules.alias.bin']!).subarray(0, 20)
    expect(() => setOf({ ...FILES, 'modules.alias.bin': damaged }).set.aliases('fs_ext4')).toThrow(
      expect.objectContaining({
        code: 'KMOD_INDEX_MALFORMED',
        message: expect.stringContaining('Cannot read index "/m/modules.alias.bin": '),
        details: expect.objectContaining({ path: '/m/modules.alias.bin' }),
      }),
    )
  })

  it('takes a directory for a missing file', () => {
    const top = tempTree({
      'modules.dep.bin': { kind: 'directory' },
      'modules.builtin.bin': FILES['modules.builtin.bin']!,
    })
    const set = openIndexSet(nodeHost, top, () => undefined)
    expect([set.dependencyLine('a'), set.isBuiltin('unix')]).toEqual([undefined, true])
    set.close()
  })
})
