import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openAbiTarget } from '../../../src/kernel/abi-target.ts'
import { loadModuleSet } from '../../../src/kernel/module-set.ts'
import { compareAbi, packageRequires, parseStablelist } from '../../../src/questions/compare/abi.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { appendSignature, OIDS, pkcs7, signerInfo } from '../../support/signature-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

const symvers = (crc: string) =>
  [
    `${crc}\t_printk\tvmlinux\tEXPORT_SYMBOL\t`,
    '0x00000009\tof_other\tdrivers/other\tEXPORT_SYMBOL\t',
    '0x00000077\tof_one\tdrivers/one\tEXPORT_SYMBOL\t',
    '',
  ].join('\n')

async function setAndTargets() {
  const tree = tempTree({
    'm/one.ko': buildModule({
      modinfo: ['license=GPL', 'vermagic=6.12.0-default SMP '],
      exports: [{ name: 'of_one', crc: 0x22 }],
      needs: ['_printk'],
      versions: [{ name: '_printk', crc: 0x10 }],
    }),
    'm/two.ko': buildModule({
      modinfo: ['license=GPL', 'vermagic=6.12.0-default SMP '],
      needs: ['of_one', 'of_other', 'of_nobody'],
      versions: [
        { name: 'of_one', crc: 0x22 },
        { name: 'of_other', crc: 9 },
        { name: 'of_nobody', crc: 0x33 },
      ],
    }),
    right: symvers('0x00000010'),
    wrong: symvers('0x00000011'),
  })
  const targets = await Promise.all(['right', 'wrong'].map((name) => openAbiTarget(join(tree, name))))
  return { set: await loadModuleSet([join(tree, 'm')], { jobs: 1 }), targets }
}

it('gives a verdict for each module and kernel; modules of the set take the place of the kernel’s', async () => {
  const { set, targets } = await setAndTargets()
  const { modules, unreadable } = await compareAbi(set, targets, { stable: new Set(['_printk']) })
  expect(unreadable).toEqual([])
  expect(
    modules.map(({ modname, verdicts, unstable }) => [
      modname,
      verdicts.map(({ loads, refusals }) => [loads, ...refusals.map(({ kind }) => kind)]),
      unstable,
    ]),
  ).toEqual([
    ['one', [[true], [false, 'version-differs']], []],
    [
      'two',
      [
        [false, 'unknown-symbol'],
        [false, 'unknown-symbol'],
      ],
      ['of_other', 'of_nobody'],
    ],
  ])
})

it('says where a module is not signed as those of the kernel are', async () => {
  const release = '6.12.0'
  const plain = buildModule({ modinfo: ['license=GPL', `vermagic=${release} SMP `] })
  const signed = (serial: string, name: string) =>
    appendSignature(plain, pkcs7(signerInfo({ serial, issuer: [[OIDS.commonName, name]] })))
  const tree = tempTree({
    'k/lib/modules/6.12.0/kernel/a.ko': signed('01', 'usual'),
    'm/none.ko': plain,
    'k/lib/modules/6.12.0/kernel/b.ko': signed('01', 'usual'),
    'm/other.ko': signed('02', 'MOK'),
    'm/same.ko': signed('01', 'usual'),
  })
  const target = await openAbiTarget(join(tree, 'k'))
  const set = await loadModuleSet([join(tree, 'm')], { jobs: 1 })
  const { modules } = await compareAbi(set, [target])
  const usual = { signer: 'usual', keyId: '01' }
  expect(modules.map(({ modname, verdicts }) => [modname, ...verdicts])).toEqual([
    ['none', { loads: true, refusals: [], otherSigner: { state: 'unsigned', usual } }],
    [
      'other',
      { loads: true, refusals: [], otherSigner: { state: 'other-key', signer: 'MOK', keyId: '02', usual } },
    ],
    ['same', { loads: true, refusals: [] }],
  ])
  const without = { ...target, view: { ...target.view, checksSignatures: false } }
  const unchecked = await compareAbi(set, [without])
  expect(unchecked.modules.every(({ verdicts }) => verdicts[0]?.otherSigner === undefined)).toBe(true)
})

it('says of a file that was signed after it was compressed that it was', async () => {
  const whole = gzipSync(buildModule({ modinfo: ['license=GPL'] }))
  const tree = tempTree({
    'm/late.ko.gz': appendSignature(whole, Buffer.alloc(9)),
    'm/cut.ko.gz': whole.subarray(0, 99),
  })
  const { failures } = await loadModuleSet([join(tree, 'm')], { jobs: 1 })
  expect(failures.map(({ message }) => message.includes('signed after it was compressed'))).toEqual([
    false,
    true,
  ])
})

it('stops by a signal, and says how far it is', async () => {
  const tree = tempTree(
    Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`m/m${i}.ko`, buildModule({ modinfo: ['license=GPL'] })]),
    ),
  )
  const set = await loadModuleSet([join(tree, 'm')], { jobs: 1 })
  const met: number[] = []
  await compareAbi(set, [], { onProgress: (done) => met.push(done) })
  expect(met).toEqual([0, 64, 128, 192, 200])
  const stop = new AbortController()
  const stopped = compareAbi(set, [], {
    signal: stop.signal,
    onProgress: (done) => done > 0 && stop.abort(new Error('enough')),
  })
  await expect(stopped).rejects.toThrow('enough')
})

it('writes the requires of a package', async () => {
  const { set, targets } = await setAndTargets()
  expect(packageRequires(set, targets, 'rpm')).toEqual([
    ...['kernel(_printk) = 0x00000010', 'kernel(of_other) = 0x00000009', 'ksym(of_nobody) = 0x00000033'],
  ])
  // Fedora's script compares symbols and versions: what no kernel has with that version is another package's.
  expect(packageRequires(set, targets.slice(1), 'rpm')).toContain('ksym(_printk) = 0x00000010')
  expect(packageRequires(set, [], 'suse')).toEqual([
    ...['ksym(default:_printk) = 10', 'ksym(default:of_nobody) = 33', 'ksym(default:of_other) = 9'],
  ])
})

it('reads a list of stable symbols', () => {
  expect([...parseStablelist('[rhel9_x86_64_stablelist]\n\t_printk\n# a comment\nkfree extra\n\n')]).toEqual([
    ...['_printk', 'kfree'],
  ])
})
