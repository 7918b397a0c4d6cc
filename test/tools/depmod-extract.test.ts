import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { moduleFileAt } from '../../src/scan/module-file.ts'
import { extract, prestartThreads } from '../../src/tools/depmod-extract.ts'
import type { DepmodOptions } from '../../src/tools/depmod-options.ts'
import { startRun } from '../../src/tools/depmod-run.ts'
import { textOfFacts } from '../facts/facts-text.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const MODULE_DIR = 'lib/modules/6.1.0'
const LINE = `kernel/drivers/some/module.ko\n`

const runOf = (lines: number, options: Partial<DepmodOptions>) =>
  startRun({
    release: '6.1.0',
    root: tempTree({ [`${MODULE_DIR}/modules.order`]: LINE.repeat(lines) }),
    jobs: 2,
    ...options,
  })

it.each([
  ['a long modules.order', 2000, {}, true],
  ['a short one', 1000, {}, false],
  ['one thread', 2000, { jobs: 1 }, false],
  ['a cache', 2000, { cache: '/nowhere' }, false],
  ['files that are given', 2000, { files: ['/a.ko'] }, false],
  ['a host of its own', 2000, { host: nodeHost }, false],
] as const)('prestartThreads() with %s', async (_, lines, options, promised) => {
  const threads = await prestartThreads(runOf(lines, options))
  expect(threads !== undefined).toBe(promised)
  // None is started before a module has been seen.
  expect(threads?.threads ?? []).toEqual([])
})

it('prestartThreads() without modules.order', async () => {
  const run = startRun({ release: '6.1.0', root: tempTree({ [`${MODULE_DIR}/x`]: '' }), jobs: 2 })
  expect(await prestartThreads(run)).toBeUndefined()
})

it('extract() gives the same with a cache and without', async () => {
  const root = tempTree({
    [`${MODULE_DIR}/a.ko`]: buildModule({ needs: ['x'] }),
    [`${MODULE_DIR}/b.ko`]: buildModule({ exports: ['x'] }),
  })
  const extracted = async (options: Partial<DepmodOptions>) => {
    const run = startRun({ release: '6.1.0', root, ...options })
    const files = ['a', 'b'].map((name) => moduleFileAt(`${run.moduleDir}/${name}.ko`, run.moduleDir))
    return textOfFacts((await extract(run, files, undefined)).facts)
  }
  const alone = await extracted({})
  expect(alone.map(({ exported, needed }) => [exported, needed])).toEqual([
    [[], ['x 0x0']],
    [['x 0x0'], []],
  ])
  expect(await extracted({ cache: join(root, 'cache') })).toEqual(alone)
})
