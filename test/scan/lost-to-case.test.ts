import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { depmod } from '../../src/tools/depmod.ts'
import { buildModule } from '../support/elf-builder.ts'
import { layOut, moduleDirOf, put, RELEASE } from '../support/run-tsdepmod.ts'

/** A disk on which the spelling of a name that is asked for does not matter. */
function caseInsensitive(host: Host): Host {
  const onDisk = (path: string): string =>
    path
      .split('/')
      .reduce((above, name) => {
        const directory = above === '' ? '/' : above
        if (name === '' || host.exists(`${above}/${name}`) || !host.exists(directory))
          return `${above}/${name}`
        const same = host
          .listDirectory(directory)
          .find((entry) => entry.name.toLowerCase() === name.toLowerCase())
        return `${above}/${same?.name ?? name}`
      })
      .replace(/^\/+/, '/')
  return {
    ...host,
    exists: (path) => host.exists(onDisk(path)),
    readFile: (path) => host.readFile(onDisk(path)),
  }
}

const ORDER = 'kernel/net/xt_TCPMSS.ko\nkernel/net/xt_tcpmss.ko\nkernel/net/other.ko\n'

async function diagnosticsOf(host: Host, names: readonly string[]): Promise<unknown[]> {
  const root = layOut({}, { 'modules.order': ORDER })
  for (const name of names) put(join(moduleDirOf(root), 'kernel/net', name), buildModule({}))
  const { diagnostics } = await depmod({ root, release: RELEASE, host, publish: 'text' })
  return diagnostics.map(({ code, ...fields }) =>
    'lost' in fields ? [code, fields.lost, fields.kept] : code,
  )
}

describe('on a file system that treats xt_TCPMSS.ko and xt_tcpmss.ko as one file', () => {
  const host = caseInsensitive(nodeHost)

  it('the one that is lost is reported, regardless of the compression', async () => {
    const expected = [['module-lost-to-case', 'kernel/net/xt_tcpmss.ko', 'kernel/net/xt_TCPMSS.ko']]
    expect(await diagnosticsOf(host, ['xt_TCPMSS.ko', 'other.ko'])).toEqual(expected)
    expect(await diagnosticsOf(host, ['xt_TCPMSS.ko.xz'])).toEqual(expected)
  })

  it('both exist in a case-sensitive directory', async () => {
    expect(await diagnosticsOf(host, ['xt_TCPMSS.ko', 'xt_tcpmss.ko'])).toEqual([])
  })
})

it('on Linux a module that is not installed is no loss', async () => {
  expect(await diagnosticsOf(nodeHost, ['xt_TCPMSS.ko'])).toEqual([])
})
