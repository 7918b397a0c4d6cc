import { expect, it } from 'vitest'
import { extractModules } from '../../src/extract/extract-modules.ts'
import { moduleFileAt } from '../../src/scan/module-file.ts'
import { startRun } from '../../src/tools/depmod-run.ts'
import { findModules, planFiles } from '../../src/tools/plan-files.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const DIRECTORY = 'lib/modules/6.1.0'
const tree = (): string =>
  tempTree({
    [`${DIRECTORY}/a.ko`]: buildModule({ needs: ['x'] }),
    [`${DIRECTORY}/b.ko`]: buildModule({ exports: ['x'] }),
    'exclude.conf': 'exclude a.ko\n',
  })

it('findModules() finds modules, and calls for the first', () => {
  const root = tree()
  const first: string[] = []
  const run = startRun({ release: '6.1.0', root })
  const names = findModules(run, run.host, (path) => first.push(path)).map(({ modname }) => modname)
  expect(names.sort()).toEqual(['a', 'b'])
  expect(first).toEqual([`${run.moduleDir}/a.ko`])
  const excluding = startRun({ release: '6.1.0', root, config: [`${root}/exclude.conf`] })
  expect(findModules(excluding, excluding.host).map(({ modname }) => modname)).toEqual(['b'])
})

it('planFiles() makes the files of the modules that are found and read', async () => {
  const run = startRun({ release: '6.1.0', root: tree() })
  const files = await planFiles({
    run,
    find: () => ['b', 'a'].map((name) => moduleFileAt(`${run.moduleDir}/${name}.ko`, run.moduleDir)),
    read: (modules) =>
      extractModules(
        modules.map(({ path }) => path),
        { host: run.host, jobs: 1 },
      ),
  })
  expect(files.modules().map(({ relpath }) => relpath)).toEqual(['b.ko', 'a.ko'])
  const [dep] = files.outputs
  expect(Buffer.from(dep?.bytes ?? []).toString()).toBe('b.ko:\na.ko: b.ko\n')
})
