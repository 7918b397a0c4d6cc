/** Every report fits 80 columns whatever the names are, and uses the columns of a wider terminal. */
import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../src/cli/tskmod/arguments.ts'
import { kernelOptionsOf } from '../../../src/cli/tskmod/kernel-options.ts'
import { SUBCOMMANDS } from '../../../src/cli/tskmod/subcommands.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { plainPaint, TextReport } from '../../../src/reports/text-kit.ts'
import { moduleTree, SMALL_DIR } from '../../support/module-tree.ts'

const LONG = 'snd_soc_intel_sof_nocodec_with_a_name_that_is_long'
const SYMBOLS = Array.from({ length: 9 }, (_, i) => `snd_soc_register_component_of_machine_number_${i}`)

const tree = () =>
  moduleTree(
    {
      [`kernel/sound/soc/intel/boards/${LONG}`]: {
        exports: SYMBOLS,
        modinfo: ['alias=net-pf-38', 'alias=pci:v00008086d*', 'firmware=intel/sof/firmware-of-a-board.bin'],
      },
      'kernel/sound/soc/intel/boards/user': {
        needs: SYMBOLS,
        modinfo: ['softdep=pre: crypto_a crypto_b', 'softdep=post: crypto_c crypto_d', 'depends=gone_module'],
      },
      'updates/user': { needs: SYMBOLS },
      'kernel/crypto/crypto_a': { modinfo: ['alias=pci:v00008086d*'] },
    },
    {
      'etc/modprobe.d/long.conf': `blacklist ${LONG}\ninstall user /bin/sh -c 'echo a command that is long, with many words in it, as they are'\noptions user no_such_option=1 another_one=2 and_a_third_one=3 and_so_on=4\n`,
      [`${SMALL_DIR}/kernel/dangling.ko`]: {
        link: '/a/path/that/is/long/and/leads/to/nothing/that/is/there.ko',
      },
    },
  )

async function pageOf(root: string, words: readonly string[], width: number): Promise<string[]> {
  const request = readArguments(SUBCOMMANDS, [...words, '--root', root])
  if (request.kind !== 'run') throw new TypeError('Expected a subcommand to be run')
  const { subcommand, operands, options } = request
  const { write } = await subcommand.run({
    operands,
    options,
    progress: {},
    openKernel: async (other) => openKernel(kernelOptionsOf(options, other)),
  })
  const page = new TextReport(plainPaint, { width })
  write(page)
  return page.text.split('\n')
}

/** But for a word that cannot be parted, and commands to be copied. */
const tooWide = (lines: readonly string[], width: number): string[] =>
  lines.filter((line) => line.length > width && line.trim().includes(' ') && !/^ {4}(tsk|tsd|add)/.test(line))

describe.each([
  [['closure', 'user', '--modprobe-config=root']],
  [['closure', 'net-pf-38', 'nobody', LONG.replace('long', 'lnog'), '--modprobe-config=root']],
  [['closure', '=sound', '--all']],
  [['why', 'user', '--modprobe-config=root']],
  [['why', 'user', LONG]],
  [['why', LONG]],
  [['why', 'user', '--tree']],
  [['check']],
  [['check', '--details']],
  [['list']],
  [['reach']],
  [['reach', '--all']],
  [['needs', 'snd_soc_*']],
])('tskmod %j', (words) => {
  it('fits 80 columns', async () => {
    const lines = await pageOf(await tree(), words, 80)
    expect(lines.length).toBeGreaterThan(2)
    expect(tooWide(lines, 80)).toEqual([])
  })

  it('takes no more lines on a wider terminal, and no more than its columns', async () => {
    const root = await tree()
    const [narrow, wide] = [await pageOf(root, words, 80), await pageOf(root, words, 140)]
    expect(wide.length).toBeLessThanOrEqual(narrow.length)
    expect(tooWide(wide, 140)).toEqual([])
  })
})

it('gains lines where tables are wide', async () => {
  const root = await tree()
  for (const words of [
    ['check', '--details'],
    ['reach', '--all'],
    ['why', 'user', LONG],
  ])
    expect((await pageOf(root, words, 140)).length).toBeLessThan((await pageOf(root, words, 80)).length)
})
