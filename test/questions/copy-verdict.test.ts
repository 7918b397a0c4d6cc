import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { locateKernel } from '../../src/kernel/kernel-location.ts'
import { findCopies } from '../../src/kernel/module-copies.ts'
import { copyVerdict } from '../../src/questions/copy-verdict.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'

/** The verdict on each copy of e1000 that lost; `paths` are further copies, and ROOT in the configuration is the root. */
function verdicts(config: string, paths: readonly string[]): (readonly [string, object])[] {
  const root = kernelTree(Object.fromEntries(paths.map((path) => [path.replace('MODULES', MODULE_DIR), 'x'])))
  const file = `${root}/depmod.conf`
  writeFileSync(file, config.replaceAll('ROOT', root))
  const place = locateKernel({ root })
  const copies = findCopies(place, [file], () => {})
  return copies.lost.map(({ copy, winner }) => [
    copy.relpath.replace(root, 'ROOT'),
    JSON.parse(
      JSON.stringify(copyVerdict(winner, copy, place.moduleDir, copies.config)).replaceAll(root, 'ROOT'),
    ),
  ])
}

const DISTRIBUTION = 'kernel/drivers/net/e1000.ko'

it('tells the words of search', () => {
  expect(verdicts('', ['MODULES/updates/e1000.ko'])).toEqual([
    [DISTRIBUTION, { rule: 'search', winner: 'updates', loser: 'built-in' }],
  ])
  expect(verdicts('search built-in updates\n', ['MODULES/updates/e1000.ko'])).toEqual([
    ['updates/e1000.ko', { rule: 'search', winner: 'built-in', loser: 'updates' }],
  ])
})

it('tells an override, which may name the copy that search would not take', () => {
  const config = 'search updates built-in\noverride e1000 * kernel/drivers/net\n'
  expect(verdicts(config, ['MODULES/updates/e1000.ko'])).toEqual([
    ['updates/e1000.ko', { rule: 'override', winner: 'kernel/drivers/net/e1000', loser: 'updates' }],
  ])
})

it('tells an external directory', () => {
  const config = 'search external built-in\nexternal * ROOT/vendor\n'
  expect(verdicts(config, ['vendor/e1000.ko'])).toEqual([
    [DISTRIBUTION, { rule: 'external', winner: 'ROOT/vendor', loser: 'built-in' }],
  ])
})

it('tells that the first one that was found stays', () => {
  expect(verdicts('', ['MODULES/extra/e1000.ko'])).toEqual([
    [DISTRIBUTION, { rule: 'order', winner: 'built-in', loser: 'built-in' }],
  ])
})
