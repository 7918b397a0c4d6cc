import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { ModinfoReader } from '../../src/extract/modinfo-reader.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { appendSignature, pkcs7, signerInfo } from '../support/signature-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const MODULE = buildModule({ modinfo: ['license=GPL', 'name=a'] })

it('ModinfoReader reads one module after the other, and says why one cannot be read', async () => {
  const top = tempTree({
    'a.ko': MODULE,
    'b.ko.xz': pack(appendSignature(MODULE, pkcs7(signerInfo())), 'xz'),
    'none.ko': buildModule({}),
    'junk.ko': 'no module at all',
  })
  const reader = new ModinfoReader(nodeHost)
  const read = (name: string) => reader.read(join(top, name))
  const fields = [
    { key: 'license', value: 'GPL' },
    { key: 'name', value: 'a' },
  ]
  expect(await read('a.ko')).toEqual({ fields })
  expect(await read('b.ko.xz')).toMatchObject({ fields, signature: { signer: 'a signer' } })
  const failures = [await read('none.ko'), await read('junk.ko'), await read('nowhere.ko')]
  expect(failures.map((failure) => isKmodError(failure) && [failure.code, failure.details.errno])).toEqual([
    ['KMOD_ELF_MALFORMED', 'ENODATA'],
    ['KMOD_NOT_ELF', undefined],
    ['KMOD_IO', 'ENOENT'],
  ])
  expect(await read('a.ko')).toEqual({ fields })
})

it('ModinfoReader lets what is no KmodError through', async () => {
  const host = {
    ...nodeHost,
    openFile(): never {
      throw new TypeError('a bug')
    },
  }
  await expect(new ModinfoReader(host).read('/a.ko')).rejects.toThrow(TypeError)
})
