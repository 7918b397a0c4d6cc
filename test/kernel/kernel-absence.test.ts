import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { noKernel, noSuchRelease } from '../../src/kernel/kernel-absence.ts'
import { tempTree } from '../support/temp-tree.ts'

const search = (root: string, directory = 'lib/modules') => ({
  machine: nodeHost,
  host: nodeHost,
  root,
  parent: `${root}/${directory}`,
})

describe('noKernel()', () => {
  it('says that the root is not there', () => {
    const root = tempTree({})
    expect(noKernel(search(`${root}/none`)).message).toBe(
      `Cannot find a kernel: "${root}/none": No such file or directory`,
    )
  })

  it.each(['lib', 'lib/modules', 'usr/lib/modules/6.1', 'usr/lib'])(
    'names the root when %s was given for it',
    (directory) => {
      const root = tempTree({ 'usr/lib/modules/6.1/modules.order': '', 'lib/modules/5/x': '' })
      expect(noKernel(search(`${root}/${directory}`)).message).toContain(`; did you mean the root "${root}"?`)
    },
  )

  it('names other places that have modules', () => {
    const root = tempTree({ 'vendor/lib/modules/ufs.ko': '', 'odm/lib/modules/6.1/x.ko': '' })
    expect(noKernel(search(root)).message).toBe(
      `Cannot find a kernel: nothing below "${root}/lib/modules"; there are modules in vendor/lib/modules, odm/lib/modules`,
    )
    expect(noKernel(search(tempTree({ 'lib/modules': { kind: 'directory' } }))).message).toMatch(/modules"$/)
  })
})

describe('noSuchRelease()', () => {
  it('lists what is there, in every directory of modules', () => {
    const root = tempTree({ 'usr/lib/modules/6.1/x': '', 'lib/modules/5/x': '' })
    const { code, message, details } = noSuchRelease(search(root), '6.11')
    expect([code, message]).toEqual([
      'KMOD_IO',
      `Cannot find the kernel "${root}/lib/modules/6.11": there are 5, 6.1`,
    ])
    expect(details).toEqual({ path: `${root}/lib/modules/6.11`, errno: 'ENOENT' })
    expect(noSuchRelease(search(tempTree({ x: '' })), '6.1').message).toMatch(/: nothing is there$/)
  })
})
