import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { moduleFileAt } from '../../src/scan/module-file.ts'
import { byModulesOrder, parseModulesOrder, readModulesOrder } from '../../src/scan/modules-order.ts'
import { tempTree } from '../support/temp-tree.ts'

describe('parseModulesOrder()', () => {
  // Measured: `depmod -b o 6.1.0` of kmod 34.2 with each of these as modules.order.
  it.each<[name: string, text: string, expected: readonly string[] | number]>([
    ['an empty file has no lines', '', []],
    ['lines are kept as they are', 'kernel/a.ko\n# c\n\n', ['kernel/a.ko', '# c', '']],
    ['a last line without newline spoils the file', 'kernel/c.ko\n\nkernel/x', 3],
    ['a line that begins with NUL is passed over', '\0x\nkernel/c.ko\n', ['kernel/c.ko']],
    ['even at the end', 'kernel/c.ko\n\0', ['kernel/c.ko']],
    ['a NUL further on spoils the file', 'kernel/c.ko\0\nkernel/a.ko\n', 1],
    ['a line of 4094 bytes fits', `a\n${'x'.repeat(4094)}\nb\n`, ['a', 'x'.repeat(4094), 'b']],
    ['a longer one spoils the file', `a\n${'x'.repeat(4095)}\nb\n`, 2],
  ])('%s', (_, text, expected) => {
    expect(parseModulesOrder(text)).toEqual(
      typeof expected === 'number'
        ? { kind: 'corrupt', line: expected }
        : { kind: 'order', uncrelpaths: expected },
    )
  })
})

describe('byModulesOrder()', () => {
  const modules = ['c.ko.xz', 'b-d.ko', 'a.ko'].map((name) => moduleFileAt(`/m/k/${name}`, '/m'))
  const external = moduleFileAt('/e/x.ko', '/m')
  const order = (...uncrelpaths: string[]) => {
    const { listed, unlisted } = byModulesOrder([...modules, external], uncrelpaths)
    return [listed, unlisted].map((some) => some.map(({ modname }) => modname))
  }

  it.each([
    [
      'listed modules come first',
      ['k/a.ko', 'k/b-d.ko'],
      [
        ['a', 'b_d'],
        ['c', 'x'],
      ],
    ],
    [
      'a compressed one is listed as .ko',
      ['k/a.ko', 'k/c.ko'],
      [
        ['a', 'c'],
        ['b_d', 'x'],
      ],
    ],
    ['not as it is spelled', ['k/c.ko.xz', 'k/b-d.ko'], [['b_d'], ['c', 'a', 'x']]],
    ['nor as its modname', ['k/b_d.ko'], [[], ['c', 'b_d', 'a', 'x']]],
    [
      'of equal lines the first counts',
      ['k/a.ko', 'k/b-d.ko', 'k/a.ko'],
      [
        ['a', 'b_d'],
        ['c', 'x'],
      ],
    ],
    ['external modules are never listed', ['/e/x.ko', 'x.ko', 'k/a.ko'], [['a'], ['c', 'b_d', 'x']]],
    ['all of them are', ['k/c.ko', 'k/a.ko', 'k/b-d.ko'], [['c', 'a', 'b_d'], ['x']]],
  ])('%s', (_, lines, expected) => {
    expect(order(...lines)).toEqual(expected)
  })

  it('keeps all modules, and the order of those that are not listed', () => {
    const many = Array.from({ length: 30 }, (_, i) => moduleFileAt(`/m/${i}.ko`, '/m'))
    const line = fc.integer({ min: 0, max: 60 }).map((i) => `${i}.ko`)
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const listed = [...new Set(lines)].filter((name) => many.some(({ relpath }) => relpath === name))
        const rest = many.map(({ relpath }) => relpath ?? '').filter((name) => !lines.includes(name))
        const split = byModulesOrder(many, lines)
        expect(split.listed.map(({ relpath }) => relpath)).toEqual(listed)
        expect(split.unlisted.map(({ relpath }) => relpath)).toEqual(rest)
      }),
    )
  })
})

describe('readModulesOrder()', () => {
  function read(moduleDir: string) {
    const diagnostics: Diagnostic[] = []
    return { lines: readModulesOrder(nodeHost, moduleDir, (d) => diagnostics.push(d)), diagnostics }
  }

  it('gives the lines', () => {
    expect(read(tempTree({ 'modules.order': 'k/\xe4.ko\n' }))).toEqual({
      lines: ['k/\xc3\xa4.ko'],
      diagnostics: [],
    })
  })

  it('reports a missing file', () => {
    const moduleDir = tempTree({})
    const missing = { code: 'modules-order-missing', severity: 'warning', moduleDir, errno: 'ENOENT' }
    expect(read(moduleDir)).toEqual({ lines: [], diagnostics: [missing] })
  })

  // Measured: `depmod -b onone 6.1.0 /x/a.ko`: "WARNING: could not open directory onone/lib/modules/6.1.0: ..."
  it('reports a missing directory as that', () => {
    const path = `${tempTree({})}/none`
    const missing = { code: 'module-dir-unreadable', severity: 'warning', path, errno: 'ENOENT' }
    expect(read(path)).toEqual({ lines: [], diagnostics: [missing] })
  })

  it('takes a directory of that name for an empty file', () => {
    expect(read(tempTree({ 'modules.order/x': '' }))).toEqual({ lines: [], diagnostics: [] })
  })

  it('reports a corrupt file and uses none of it', () => {
    const moduleDir = tempTree({ 'modules.order': 'a\nb' })
    const corrupt = { code: 'modules-order-corrupt', severity: 'error', moduleDir, line: 2 }
    expect(read(moduleDir)).toEqual({ lines: [], diagnostics: [corrupt] })
  })
})
