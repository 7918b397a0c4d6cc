import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openAbiTarget } from '../../src/kernel/abi-target.ts'
import { loadModuleSet } from '../../src/kernel/module-set.ts'
import { compareAbi, packageRequires, parseStablelist } from '../../src/questions/abi.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

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
    ...{ right: symvers('0x00000010'), wrong: symvers('0x00000011') },
  })
  const targets = await Promise.all(['right', 'wrong'].map((name) => openAbiTarget(join(tree, name))))
  return { set: await loadModuleSet([join(tree, 'm')], { jobs: 1 }), targets }
}

it('gives a verdict for each module and kernel; modules of the set take the place of the kernel’s', async () => {
  const { set, targets } = await setAndTargets()
  const { modules, unreadable } = compareAbi(set, targets, { stable: new Set(['_printk']) })
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
