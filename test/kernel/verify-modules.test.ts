import { join } from 'node:path'
import { expect } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { loadTrustedKeys, signedAfterCompression, verifyModules } from '../../src/kernel/verify-modules.ts'
import { certificateBytes, makeSigner } from '../loadability/signed.ts'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { itWith } from '../support/programs.ts'
import { refusalOf } from '../support/refusal.ts'
import { appendSignature } from '../support/signature-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const it = itWith('openssl')

const module = buildModule({ modinfo: ['license=GPL'] })

it('verifies modules, compressed ones too', async () => {
  const signer = makeSigner('rsa')
  const signed = appendSignature(module, signer.sign(module, '-noattr'))
  const changed = Buffer.from(signed)
  changed[9] = 1
  const tree = tempTree({
    'a.ko': signed,
    'b.ko.xz': pack(signed, 'xz'),
    'c.ko': changed,
    'd.ko': module,
    'e.ko': 'junk',
    'keys/one.pem': certificateBytes(signer),
    'keys/README': 'no key',
  })
  const keys = loadTrustedKeys(nodeHost, [join(tree, 'keys')])
  const paths = ['a.ko', 'b.ko.xz', 'c.ko', 'd.ko', 'e.ko'].map((name) => ({ path: join(tree, name) }))
  const verdicts = await verifyModules(nodeHost, paths, keys)
  expect(paths.map(({ path }) => verdicts.get(path)?.state)).toEqual([
    'good',
    'good',
    'bad',
    undefined,
    undefined,
  ])
})

it('refuses a file without keys, and a directory without any', () => {
  const tree = tempTree({ 'file.pem': 'no key', 'empty/README': 'no key' })
  expect(refusalOf(() => loadTrustedKeys(nodeHost, [join(tree, 'file.pem')])).code).toBe('KMOD_USAGE')
  expect(refusalOf(() => loadTrustedKeys(nodeHost, [join(tree, 'empty')])).code).toBe('KMOD_USAGE')
})

it('finds what was signed after it was compressed', () => {
  const late = appendSignature(pack(module, 'gz'), Buffer.alloc(64))
  const early = pack(appendSignature(module, Buffer.alloc(64)), 'gz')
  const tree = tempTree({
    'late.ko.gz': late,
    'early.ko.gz': early,
    'plain.ko': appendSignature(module, Buffer.alloc(64)),
  })
  const copies = [
    ['late.ko.gz', late.length],
    ['early.ko.gz', early.length],
    ['plain.ko', 1],
  ].map(([name, size]) => ({
    modname: String(name),
    relpath: String(name),
    path: join(tree, String(name)),
    size: Number(size),
    mtimeNs: 0n,
    mode: 0o100644,
  }))
  expect(signedAfterCompression(nodeHost, copies).map(({ modname }) => modname)).toEqual(['late.ko.gz'])
})
