import { basename } from 'node:path'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { locateKernel } from '../../src/kernel/kernel-location.ts'
import { findCopies } from '../../src/kernel/module-copies.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { tempTree } from '../support/temp-tree.ts'
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

it('looks at a file when its size is of interest, and once', () => {
  const root = tempTree({ 'lib/modules/6.1/kernel/a.ko': 'one', 'lib/modules/6.1/kernel/b.ko': 'two' })
  const looked: string[] = []
  const status = (path: string) => {
    looked.push(basename(path))
    return nodeHost.status(path)
  }
  const { modules } = openKernel({ root, host: { ...nodeHost, status } }).copies()
  expect(looked.filter((name) => name.endsWith('.ko'))).toEqual([])
  expect(modules.map(({ size }) => size)).toEqual([3, 3])
  expect(modules.map(({ mode }) => (mode ?? 0) & 0o444)).toEqual([0o444, 0o444])
  expect(looked.filter((name) => name.endsWith('.ko')).sort()).toEqual(['a.ko', 'b.ko'])
})
