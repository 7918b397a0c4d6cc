import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kernelTables } from '../../src/fleet/kernel-tables.ts'
import { writeKernelTables } from '../../src/fleet/write-tables.ts'
import type { Host, NewFile } from '../../src/host/host.ts'
import { ioError } from '../../src/host/node-errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { withoutEmptyDirectories } from '../../src/publish/made-directories.ts'
import { closure } from '../../src/questions/closure/closure.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { installClosure } from '../../src/tools/install-closure.ts'
import { kernelTree, RELEASE } from '../kernel/kernel-tree.ts'
import { tempTree } from '../support/temp-tree.ts'

const below = (root: string): string[] => (fs.readdirSync(root, { recursive: true }) as string[]).sort()

describe('withoutEmptyDirectories()', () => {
  it('removes what it has created and is empty, and nothing else', async () => {
    const root = tempTree({ 'old/empty': { kind: 'directory' } })
    const failed = withoutEmptyDirectories(nodeHost, (host) => {
      host.makeDirectory(`${root}/old/empty`)
      host.makeDirectory(`${root}/old/a/b/c`)
      host.makeDirectory(`${root}/new/full/deep/`)
      fs.writeFileSync(`${root}/new/full/file`, '')
      throw new Error('full')
    })
    await expect(failed).rejects.toThrow('full')
    expect(below(root)).toEqual(['new', 'new/full', 'new/full/file', 'old', 'old/empty'])
  })

  it('removes the parents when a directory in them is refused', async () => {
    const root = tempTree({})
    const host: Host = {
      ...nodeHost,
      makeDirectory: (path) => {
        nodeHost.makeDirectory(path.replace(/\/[^/]*$/, ''))
        throw ioError(path, 'create directory', Object.assign(new Error('full'), { code: 'ENOSPC' }))
      },
    }
    await expect(
      withoutEmptyDirectories(host, (noting) => noting.makeDirectory(`${root}/a/b`)),
    ).rejects.toMatchObject({ code: 'KMOD_IO' })
    expect(below(root)).toEqual([])
  })

  it('leaves all where the work succeeds', async () => {
    const root = tempTree({})
    expect(
      await withoutEmptyDirectories(nodeHost, (host) => host.makeDirectory(`${root}/a/b`)),
    ).toBeUndefined()
    expect(below(root)).toEqual(['a', 'a/b'])
  })
})

/** This machine with a full disk: files are created, and take no bytes. */
const fullHost: Host = {
  ...nodeHost,
  createFile: (path): NewFile => ({
    ...nodeHost.createFile(path),
    write: () => {
      throw ioError(path, 'write', Object.assign(new Error('full'), { code: 'ENOSPC' }))
    },
  }),
}

describe('a full disk', () => {
  const full = { code: 'KMOD_IO', details: { errno: 'ENOSPC' } }

  it('is left as it was by depmod', async () => {
    const root = kernelTree()
    const outdir = tempTree({})
    const failed = depmod({ root, release: RELEASE, outdir, host: fullHost })
    await expect(failed).rejects.toMatchObject(full)
    expect(below(outdir)).toEqual([])
  })

  it('is left as it was by tables', async () => {
    const directory = tempTree({})
    const tables = await kernelTables(openKernel({ root: kernelTree() }), 'test')
    for (const place of [directory, `${directory}/new`]) {
      await expect(writeKernelTables(place, tables, fullHost)).rejects.toMatchObject(full)
      expect(below(directory)).toEqual([])
    }
  })

  it('is left as it was by an image', async () => {
    const top = tempTree({})
    const kernel = openKernel({ root: kernelTree(), host: fullHost })
    const found = await closure(kernel, { names: ['dm-crypt'] })
    const failed = installClosure(kernel, found, { directory: `${top}/image` })
    await expect(failed).rejects.toMatchObject(full)
    expect(below(top)).toEqual([])
  })
})
