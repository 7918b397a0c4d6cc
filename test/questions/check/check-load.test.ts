import { expect, it } from 'vitest'
import { loadLoadability } from '../../../src/kernel/loadability-facts.ts'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { refusals } from '../../../src/loadability/refusals.ts'
import { allRefusals, checkLoad, groupBy } from '../../../src/questions/check/check-load.ts'
import { pick, type Random, seededRandom } from '../../fuzz/mutate.ts'
import { MODULE_DIR, RELEASE } from '../../kernel/kernel-tree.ts'
import { buildModule, type ModuleSpec } from '../../support/elf-builder.ts'
import { tempTree } from '../../support/temp-tree.ts'

const VERMAGIC = `vermagic=${RELEASE} SMP modversions `
const SYMVERS = [
  '0x00000001\tmodule_layout\tvmlinux\tEXPORT_SYMBOL\t',
  '0x00000002\tplain\tvmlinux\tEXPORT_SYMBOL\t',
  '0x00000003\tgpl\tvmlinux\tEXPORT_SYMBOL_GPL\t',
  '0x00000004\tspaced\tvmlinux\tEXPORT_SYMBOL\tSPACE',
  '',
].join('\n')
const CRCS = { module_layout: 1, plain: 2, gpl: 3, spaced: 4, of_closed: 5 }

const using = (
  names: readonly (keyof typeof CRCS)[],
  more: ModuleSpec = {},
  license = 'GPL',
): ModuleSpec => ({
  modinfo: [`license=${license}`, VERMAGIC],
  needs: names.filter((name) => name !== 'module_layout'),
  versions: (['module_layout', ...names] as const).map((name) => ({ name, crc: CRCS[name] })),
  ...more,
})

async function findingsOf(
  extra: Readonly<Record<string, ModuleSpec>>,
  symvers: string | undefined = SYMVERS,
) {
  const modules = Object.entries({ 'kernel/a': using(['plain']), 'kernel/b': using(['plain']), ...extra })
  const root = tempTree({
    ...Object.fromEntries(modules.map(([name, spec]) => [`${MODULE_DIR}/${name}.ko`, buildModule(spec)])),
    symvers: SYMVERS,
  })
  const load = await loadLoadability(openKernel({ root, ...(symvers && { symvers: `${root}/symvers` }) }))
  return checkLoad(load, allRefusals(load))
}

it('finds nothing in modules that load', async () => {
  expect(await findingsOf({ 'extra/ok': using(['plain', 'gpl']) })).toEqual([])
})

it('groups what it finds by module, and by what is the matter', async () => {
  const closed = using(['plain'], { exports: [{ name: 'of_closed', crc: 5 }] }, 'MIT')
  const findings = await findingsOf({
    'extra/none': { modinfo: ['license=GPL', VERMAGIC], needs: ['plain', 'gpl'] },
    'extra/some': { ...using(['plain']), needs: ['plain', 'gpl'] },
    'extra/closed': closed,
    'extra/tainted': using(['of_closed', 'gpl']),
    'extra/late': using(['gpl', 'of_closed']),
    'extra/mit': using(['gpl'], {}, 'MIT'),
    'extra/spaced': using(['spaced']),
    'extra/other': using([], { modinfo: ['license=GPL', `vermagic=${RELEASE} SMP preempt modversions `] }),
    'extra/silent': using([], { modinfo: ['license=GPL'] }),
    'extra/arm': using([], { machine: 183 }),
    'extra/taker': using([], { exports: [{ name: 'plain', crc: 2 }] }),
  })
  const of = (kind: string) =>
    findings.filter((one) => one.kind === kind).map(({ kind: _, severity: __, ...fields }) => fields)
  expect(of('version-missing')).toEqual([
    { modname: 'none', hasVersions: false, symbols: ['module_layout', 'plain', 'gpl'] },
    { modname: 'some', hasVersions: true, symbols: ['gpl'] },
  ])
  expect(of('gpl-only')).toEqual(
    expect.arrayContaining([
      { modname: 'mit', license: 'MIT', symbols: ['gpl'] },
      { modname: 'tainted', license: 'GPL', taintedBy: 'closed', symbols: ['gpl'] },
    ]),
  )
  expect(of('proprietary-provider')).toEqual([
    { modname: 'late', provider: 'closed', symbols: ['of_closed'] },
  ])
  expect(of('namespace-not-imported')).toEqual([
    { modname: 'spaced', namespace: 'SPACE', symbols: ['spaced'] },
  ])
  expect(of('vermagic')).toMatchObject([
    { modules: ['other'], vermagic: `${RELEASE} SMP preempt modversions ` },
  ])
  expect(of('vermagic-missing')).toEqual([{ modules: ['silent'] }])
  expect(of('foreign-machine')).toMatchObject([{ modules: ['arm'], actual: { machine: 183 } }])
  expect(of('kernel-export')).toEqual([{ symbol: 'plain', modules: ['taker'] }])
})

it('finds the odd ones where nothing states the versions', async () => {
  const odd = { ...using(['plain']), versions: [{ name: 'module_layout', crc: 9 }] }
  expect(await findingsOf({ 'updates/odd': odd }, '')).toMatchObject([
    {
      kind: 'odd-version',
      symbol: 'module_layout',
      crc: 1n,
      count: 2,
      total: 3,
      users: [{ modname: 'odd', crc: 9n }],
    },
  ])
})

/** A random module: most of what decides whether a kernel loads it, mostly as it should be. */
function randomModule(random: Random): ModuleSpec {
  const inHundred = (count: number): boolean => random(100) < count
  const names = (['plain', 'gpl', 'spaced', 'of_closed'] as const).filter(() => inHundred(40))
  const versioned = (['module_layout', ...names] as const).filter(() => inHundred(97))
  const versions = versioned.map((name) => ({ name, crc: CRCS[name] + (inHundred(3) ? 1 : 0) }))
  return {
    modinfo: [
      `license=${inHundred(80) ? 'GPL' : 'MIT'}`,
      ...(inHundred(90) ? [inHundred(80) ? VERMAGIC : 'vermagic=other SMP '] : []),
      ...(inHundred(50) ? ['import_ns=SPACE'] : []),
    ],
    needs: [...names, ...(inHundred(10) ? ['of_nobody'] : [])].map((name) => ({ name, weak: inHundred(10) })),
    ...(inHundred(90) && (inHundred(70) ? { versions } : { extendedVersions: versions })),
    ...(inHundred(10) && { machine: 183 }),
    ...(inHundred(30) && {
      exports: [{ name: pick(random, ['own', 'of_closed', 'plain']), crc: pick(random, [0, 5]) }],
      namespaces: pick(random, [[], ['SPACE']]),
    }),
  }
}

it('leaves out no refusal of a module that it takes for plain', async () => {
  const random = seededRandom(18)
  let plain = 0
  for (let round = 0; round < 12; round++) {
    const specs = Array.from({ length: 24 }, () => randomModule(random))
    const root = tempTree({
      ...Object.fromEntries(specs.map((spec, i) => [`${MODULE_DIR}/kernel/m${i}.ko`, buildModule(spec)])),
      symvers: SYMVERS,
    })
    const known = [{ symvers: `${root}/symvers` }, {}][round % 2]
    const load = await loadLoadability(openKernel({ root, ...known }))
    const expected = load.modules.flatMap((module) => {
      const found = module ? refusals(module, load.view) : []
      if (found.every(({ kind }) => kind === 'unsigned')) plain++
      return found.flatMap((refusal) =>
        refusal.kind === 'unsigned' ? [] : [{ modname: module?.modname, refusal }],
      )
    })
    expect(allRefusals(load).filter(({ refusal }) => refusal.kind !== 'unsigned')).toEqual(expected)
  }
  expect(plain).toBeGreaterThan(10)
})

it('groups values by a key, in their order', () => {
  expect(groupBy(['b1', 'a1', 'b2'], (text) => text.slice(0, 1))).toEqual([['b1', 'b2'], ['a1']])
})
