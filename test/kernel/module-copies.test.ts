import { expect, it } from 'vitest'
import { locateKernel } from '../../src/kernel/kernel-location.ts'
import { findCopies } from '../../src/kernel/module-copies.ts'
import { kernelTree, MODULE_DIR } from './kernel-tree.ts'

const find = (root: string, config: string[] = []) => findCopies(locateKernel({ root }), config, () => {})

it('gives the modules in the order of modules.order, with their sizes', () => {
  const { modules, lost } = find(kernelTree())
  expect(modules.map(({ modname, position }) => [modname, position])).toEqual([
    ['dm_mod', 0],
    ['dm_crypt', 1],
    ['crypto', 2],
    ['aes_generic', 3],
    ['e1000', 4],
  ])
  expect(modules.every(({ size }) => size !== undefined && size > 0)).toBe(true)
  expect(lost).toEqual([])
})

it('names the copies that lost, and their winner', () => {
  const root = kernelTree({
    [`${MODULE_DIR}/updates/e1000.ko`]: 'newer',
    [`${MODULE_DIR}/extra/e1000.ko`]: 'x',
  })
  const relpaths = find(root).lost.map(({ copy, winner }) => [copy.relpath, winner.relpath])
  expect(relpaths.sort()).toEqual([
    ['extra/e1000.ko', 'updates/e1000.ko'],
    ['kernel/drivers/net/e1000.ko', 'updates/e1000.ko'],
  ])
})

it('lets depmod.d decide only if it is named', () => {
  const root = kernelTree({
    [`${MODULE_DIR}/extra/e1000.ko`]: 'x',
    'etc/depmod.d/a.conf': 'override e1000 * kernel/drivers/net\n',
  })
  const relpathOf = (config: string[]) =>
    find(root, config).modules.find(({ modname }) => modname === 'e1000')?.relpath
  expect(relpathOf([])).toBe('extra/e1000.ko')
  expect(relpathOf([`${root}/etc/depmod.d`])).toBe('kernel/drivers/net/e1000.ko')
})

it('excludes a dangling link from the modules, and reports it', () => {
  const root = kernelTree({ [`${MODULE_DIR}/kernel/gone.ko`]: { link: 'nowhere.ko' } })
  const codes: string[] = []
  const { modules } = findCopies(locateKernel({ root }), [], ({ code }) => codes.push(code))
  expect(modules.map(({ modname }) => modname)).not.toContain('gone')
  expect(codes).toEqual(['entry-unreadable'])
})
