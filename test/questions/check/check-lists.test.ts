import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { checkBuiltins, checkOrder } from '../../../src/questions/check/check-lists.ts'
import { kernelTree, MODULE_DIR, MODULES } from '../../kernel/kernel-tree.ts'

const copies = () => openKernel({ root: kernelTree({ [`${MODULE_DIR}/extra/own.ko`]: '' }) }).copies()
const ORDER = Object.keys(MODULES)
const lines = (paths: readonly string[]) => paths.map((path) => `${path}\n`).join('')

describe('checkOrder()', () => {
  it.each([
    ['all that is below kernel/', lines(ORDER), []],
    ['no file', undefined, [['missing', []]]],
    ['a last line that is cut off', lines(ORDER).slice(0, -3), [['corrupt', []]]],
    ['a module too few', lines(ORDER.slice(1)), [['unlisted', [ORDER[0]]]]],
    ['a module too many', lines([...ORDER, 'kernel/gone.ko']), [['gone', ['kernel/gone.ko']]]],
    ['a line twice', lines([...ORDER, ORDER[0] ?? '']), [['repeated', [ORDER[0]]]]],
  ])('%s', (_what, text, expected) => {
    const found = checkOrder(copies(), text)
    expect(found.map((one) => one.kind === 'modules-order' && [one.problem, one.paths])).toEqual(expected)
  })
})

describe('checkBuiltins()', () => {
  it.each([
    ['sound lists', 'kernel/fs/ext4/ext4.ko\n', true, []],
    ['no lists', undefined, false, [['missing', ['modules.builtin', 'modules.builtin.modinfo']]]],
    ['a module that is a file, too', 'kernel/e1000.ko\n', true, [['also-module', ['e1000']]]],
    ['a line that is none', '# a comment\n', true, [['bad-line', ['# a comment']]]],
  ])('%s', (_what, list, hasModinfo, expected) => {
    const found = checkBuiltins(copies().modules, { list, hasModinfo })
    expect(found.map((one) => one.kind === 'builtin' && [one.problem, one.names])).toEqual(expected)
  })
})
