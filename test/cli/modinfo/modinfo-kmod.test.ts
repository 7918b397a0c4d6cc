/** Signatures made by openssl, and every quirk of names and builtin modules: the same text as real modinfo 34.2. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasKmod, kmodTool } from '../../conformance/tools.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { layOut, moduleDirOf, put, RELEASE, temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { runModinfo } from '../../support/run-tsmodinfo.ts'
import { appendSignature, OIDS, pkcs7, type SignerSpec, signerInfo } from '../../support/signature-builder.ts'

const noKmod = hasKmod('kmod34') ? '' : ' (skipped: no kmod 34 in the corpus, see test/conformance/corpus.sh)'
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const noOpenssl = noKmod || (hasOpenssl ? '' : ' (skipped: no openssl command)')
if (noOpenssl) console.log(`modinfo beside real modinfo${noOpenssl}`)

const theirs = (args: readonly string[], cwd?: string) => runModinfo(args, cwd, kmodTool('kmod34', 'modinfo'))
const MODULE = buildModule({ modinfo: ['license=GPL'] })

function expectSame(file: Uint8Array): string {
  const path = join(temporaryDirectory(), 'm.ko')
  writeFileSync(path, file)
  const ours = runModinfo([path])
  expect(ours).toEqual(theirs([path]))
  return ours.stdout
}

describe.skipIf(noOpenssl !== '')(`signatures by openssl${noOpenssl}`, () => {
  const openssl = (cwd: string, ...args: string[]): Buffer => {
    const run = spawnSync('openssl', args, { cwd, input: MODULE })
    if (run.status !== 0) throw new Error(String(run.stderr))
    return run.stdout
  }
  const sign = (subject: string, serial: string, ...options: string[]): Buffer => {
    const work = temporaryDirectory()
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem']
    const certificate = ['-utf8', '-subj', subject, '-set_serial', serial, '-out', 'cert.pem']
    openssl(work, 'req', '-x509', ...key, ...certificate)
    const sender = ['-signer', 'cert.pem', '-inkey', 'key.pem']
    return openssl(work, 'cms', '-sign', '-binary', '-outform', 'DER', ...sender, ...options)
  }
  const AS_KERNEL = ['-noattr', '-nocerts', '-nosmimecap']

  it.each<[string, string, string, string[], string]>([
    ['as the kernel makes them', '/O=Org/CN=first/CN=second', '0x80FF', AS_KERNEL, 'first'],
    ['with certificates and attributes', '/CN=x/O=Org', '5', ['-md', 'sha512'], 'x'],
    ['without a common name', '/O=Org/L=Last', '0', [...AS_KERNEL, '-md', 'sha1'], 'Last'],
    ['with a name in UTF-8', '/CN=J\u00fcrgen', '-5', [...AS_KERNEL, '-md', 'sha384'], 'J\xc3\xbcrgen'],
    ['with an empty name', '/', '0x7F', AS_KERNEL, ''],
    ['with the content in it, in BER', '/CN=x', '1', ['-stream', '-nodetach'], 'x'],
  ])('%s', (_, subject, serial, options, signer) => {
    const text = expectSame(appendSignature(MODULE, sign(subject, serial, ...options)))
    expect(text).toContain(`sig_id:         PKCS#7\nsigner:         ${signer}\n`)
  })

  it('by key identifier are none', () => {
    const message = sign('/CN=x', '1', ...AS_KERNEL, '-keyid')
    expect(expectSame(appendSignature(MODULE, message))).not.toContain('sig_id')
  })
})

describe.skipIf(noKmod !== '')(`as real modinfo${noKmod}`, () => {
  it.each<[string, SignerSpec]>([
    ['an unknown digest', { digest: '2a0304' }],
    ['a digest by a signature algorithm', { digest: '2a864886f70d01010b' }],
    ['an invalid digest', { digest: '2a80' }],
    ['a serial number with a superfluous octet', { serial: '0001' }],
    ['a name with a NUL', { issuer: [[OIDS.commonName, 'a\0b']] }],
    ['a signer by key identifier', { byKeyId: true }],
  ])('with %s', (_, spec) => {
    expectSame(appendSignature(MODULE, pkcs7(signerInfo(spec))))
  })

  const names = 'bi both dash-name nothing bus:1 al1 al22 k.ko ka symbol:exp x y[ -m:al1 -m:al22 -m:k.x -m:/k'
  it('resolves names, aliases and builtin names', () => {
    const root = layOut(
      {
        'k.ko': { modinfo: ['alias=ka*', 'alias=ka', 'license=K'], exports: ['exp'] },
        'both.ko': { modinfo: ['license=file', 'alias=ka*'], exports: ['exp'] },
      },
      {
        'modules.builtin': 'x/bi.ko\nx/both.ko\nx/dash-name.ko\nx/nothing.ko\n',
        'modules.builtin.modinfo':
          'bi.alias=al*\0bi.alias=al1\0bi.parm=a:b\0dash_name.alias=al?\0both.license=B\0other.alias=al*\0',
      },
    )
    const [program = '', ...first] = kmodTool('kmod34', 'depmod')
    expect(spawnSync(program, [...first, '-b', root, RELEASE]).status).toBe(0)
    for (const name of names.split(' ')) {
      const target = name.startsWith('-m:') ? ['-m', name.slice(3)] : [name]
      const args = ['-b', root, '-k', RELEASE, ...target]
      expect(runModinfo(args), name).toEqual(theirs(args))
    }
    for (const missing of ['builtin', 'alias', 'dep']) {
      put(join(moduleDirOf(root), `modules.${missing}.bin`), '')
      const args = ['-b', root, '-k', RELEASE, '-n', 'bi', 'k', 'ka', 'al1']
      expect(runModinfo(args), missing).toEqual(theirs(args))
    }
  })
})
