/** Questions about packages: through the built command, as its users do. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'
import { TSKMOD } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

/** Writes into $OPENED, one a line, the paths that are opened. */
const PRELOAD = `
const fs = require('node:fs')
const { openSync } = fs
const opened = []
fs.openSync = (path, ...rest) => {
  opened.push(String(path))
  return openSync(path, ...rest)
}
process.on('exit', () => fs.writeFileSync(process.env.OPENED, opened.join('\\n')))
`

/** How often a run of tskmod opens the package, whose kernel has a file of symbols. */
function timesOpened(name: string, operands: (archive: string) => readonly string[]): number {
  const root = kernelTree({ [`boot/System.map-${RELEASE}`]: 'ffffffff81000000 T _text\n' })
  const work = tempTree({ 'preload.cjs': PRELOAD })
  const [archive, opened] = [join(work, 'kernel.tar'), join(work, 'opened')]
  execFileSync('tar', ['-C', root, '-cf', archive, '.'])
  const args = ['--require', join(work, 'preload.cjs'), TSKMOD, name, ...operands(archive)]
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, OPENED: opened },
  })
  expect([status, stdout]).toEqual([
    expect.toSatisfy((one) => one === 0 || one === 1),
    expect.stringMatching(/./),
  ])
  return readFileSync(opened, 'utf8')
    .split('\n')
    .filter((path) => path === archive).length
}

it('opens a package once, however many kernels a question makes of it', () => {
  const once = timesOpened('list', (archive) => ['--root', archive])
  expect(once).toBeGreaterThan(0)
  expect(timesOpened('check', (archive) => ['--root', archive])).toBe(once)
  expect(timesOpened('needs', (archive) => ['dm_', '--root', archive])).toBe(once)
  expect(timesOpened('diff', (archive) => [archive, archive])).toBe(once)
  expect(timesOpened('preflight', (archive) => [archive, archive])).toBe(once)
})
