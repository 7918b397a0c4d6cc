import { expect } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { check } from '../../../src/questions/check/check.ts'
import { summarizeSignatures } from '../../../src/questions/check/check-signatures.ts'
import { MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { makeSigner, type Signer } from '../../loadability/signed.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { itWith } from '../../support/programs.ts'
import { appendSignature } from '../../support/signature-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

const it = itWith('openssl')

const module = buildModule({ modinfo: ['license=GPL', `vermagic=${RELEASE} SMP `] })
const signedBy = (signer: Signer) => appendSignature(module, signer.sign(module, '-noattr'))
const SIGNATURE_KINDS = [
  ...['signature-after-compression', 'bad-signature', 'untrusted-signer', 'unsigned-module'],
  ...['odd-signer', 'weak-digest', 'signature-kind'],
]

async function findingsOf(files: Readonly<Record<string, Uint8Array>>, trust: readonly string[] = []) {
  const root = tempTree(
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${MODULE_DIR}/${name}`, bytes])),
  )
  const { findings, signatures } = await check(openKernel({ root }), { trust })
  return { signatures, findings: findings.filter(({ kind }) => SIGNATURE_KINDS.includes(kind)) }
}

it('says nothing of a tree without signatures', async () => {
  expect((await findingsOf({ 'kernel/a.ko': module, 'kernel/b.ko': module })).findings).toEqual([])
})

it('finds unsigned ones, another key, and what is no signature', async () => {
  const usual = makeSigner('ecdsa', 'the build')
  const other = makeSigner('rsa', 'another build')
  const files = {
    'kernel/a.ko': signedBy(usual),
    'kernel/b.ko': signedBy(usual),
    'kernel/c.ko': signedBy(usual),
    'extra/other.ko': signedBy(other),
    'extra/plain.ko': module,
    'extra/hashes.ko': appendSignature(module, Buffer.alloc(64), { idType: 3 }),
    'extra/junk.ko': appendSignature(module, Buffer.alloc(64)),
    'extra/attributes.ko': appendSignature(module, usual.sign(module)),
  }
  const { findings, signatures } = await findingsOf(files)
  expect(findings).toMatchObject([
    { kind: 'bad-signature', severity: 'error' },
    { kind: 'bad-signature', severity: 'error' },
    { kind: 'unsigned-module', severity: 'warning', modules: ['plain'], signed: 4 },
    { kind: 'odd-signer', signer: 'another build', usual: { signer: 'the build' }, modules: ['other'] },
    { kind: 'signature-kind', idType: 3, modules: ['hashes'] },
  ])
  expect(signatures.signers.map(({ signer, digest, modules }) => [signer, digest, modules.length])).toEqual([
    ['the build', 'sha256', 3],
    ['another build', 'sha256', 1],
  ])
  const trusted = await findingsOf(files, [usual.certificate])
  expect(trusted.findings.map(({ kind }) => kind)).toEqual([
    ...['bad-signature', 'bad-signature', 'untrusted-signer', 'unsigned-module', 'signature-kind'],
  ])
})

it('verifies with the keys that are trusted', async () => {
  const signer = makeSigner('ecdsa')
  const changed = signedBy(signer)
  changed[9] = 1
  const { findings } = await findingsOf({ 'kernel/a.ko': signedBy(signer), 'kernel/b.ko': changed }, [
    signer.certificate,
  ])
  expect(findings).toMatchObject([{ kind: 'bad-signature', modname: 'b' }])
})

it('counts nothing where nothing could be read', () => {
  expect(summarizeSignatures([undefined])).toEqual({ signers: [], unsigned: [], other: [] })
})
