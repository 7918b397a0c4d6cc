import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { requireDirectoryOf } from '../../../src/cli/tskmod/output-file.ts'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'
import { itWith } from '../../support/programs.ts'
import { runTsdepmod } from '../../support/run-tsdepmod.ts'
import { TSKMOD } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

it('refuses a file in a directory that is not there, or that is a file', () => {
  const root = tempTree({ file: '', 'dir/x': '' })
  for (const path of [`${root}/dir/new`, `${root}/new`, 'new', '/new'])
    expect(() => requireDirectoryOf(path)).not.toThrow()
  for (const path of [`${root}/none/new`, `${root}/file/new`])
    expect(() => requireDirectoryOf(path)).toThrow(/^Cannot write '.*': there is no directory/)
})

describe('--output -', () => {
  const inEmptyDirectory = (...args: string[]) => {
    const cwd = tempTree({})
    const run = spawnSync(process.execPath, [TSKMOD, ...args], { cwd })
    return { ...run, made: readdirSync(cwd) }
  }

  it.each([
    [['facts']],
    [['graph', 'dm-crypt']],
    [['graph', 'dm-crypt', '--format', 'html']],
    [['reach', '--deny', 'dm-crypt']],
  ])('%j is as without it', (args) => {
    const root = kernelTree()
    const run = inEmptyDirectory(...args, '--root', root, '--output', '-')
    expect([run.status, run.made, String(run.stderr)]).toEqual([0, [], ''])
    expect(run.stdout.length).toBeGreaterThan(100)
    expect(run.stdout.equals(inEmptyDirectory(...args, '--root', root).stdout)).toBe(true)
  })

  it('index convert writes the same bytes as to a file', () => {
    const root = kernelTree()
    runTsdepmod(['-b', root, RELEASE])
    const from = `${root}/lib/modules/${RELEASE}/modules.dep.bin`
    const convert = (to: string) =>
      inEmptyDirectory('index', 'convert', from, '--layout', 'post-order', '--output', to)
    expect(convert(`${root}/old.bin`).status).toBe(0)
    const { status, stdout, made } = convert('-')
    expect([status, made]).toEqual([0, []])
    expect(stdout.equals(readFileSync(`${root}/old.bin`))).toBe(true)
    expect(String(inEmptyDirectory('index', 'convert', from, '--output', '-', '--json').stderr)).toBe(
      'tskmod: with --json, name the file to write: add --output FILE\n',
    )
  })

  itWith('script')('refuses to write bytes to a terminal', () => {
    const line = `'${process.execPath}' '${TSKMOD}' facts --root '${kernelTree()}' --output -`
    const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'])
    expect([status, String(stdout).trim()]).toEqual([2, 'tskmod: no output file: add --output FILE'])
  })
})
