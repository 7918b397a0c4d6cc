import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kernelTree } from '../../kernel/kernel-tree.ts'
import { runForDocument, runTskmod, TSKMOD } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const sameRoot = (text: string, ...roots: string[]): string =>
  roots.reduce((all, root) => all.replaceAll(root, 'ROOT'), text)

describe('tskmod facts', () => {
  it('writes a file that takes the place of the tree', () => {
    const root = kernelTree()
    const file = `${tempTree({})}/kernel.facts`
    const { status, stdout, stderr } = runTskmod(['facts', '--root', root, '--output', file])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^\/\S+kernel\.facts [\d.]+ KiB, \d+ modules\n$/)
    for (const question of [['list'], ['why', 'ext4'], ['closure', 'dm-crypt'], ['check'], ['needs', '.*']]) {
      const [ours, theirs] = [file, root].map((place) => runTskmod([...question, '--json', '--root', place]))
      expect(ours?.status).toBe(theirs?.status)
      expect(sameRoot(ours?.stdout ?? '', `${file}!`)).toBe(sameRoot(theirs?.stdout ?? '', root))
    }
  })

  it('gives a document', () => {
    const file = `${tempTree({})}/kernel.facts`
    const { status, document } = runForDocument([
      'facts',
      '--root',
      kernelTree(),
      '--output',
      file,
      '--digests',
    ])
    expect(status).toBe(0)
    expect(document).toMatchObject({ output: file, digests: true, unreadable: [] })
    expect(document.size).toBe(fs.statSync(file).size)
  })

  it('writes to standard output, a pipe or a file', () => {
    const root = kernelTree()
    const target = `${tempTree({})}/kernel.facts`
    runTskmod(['facts', '--root', root, '--output', target])
    const { stdout, stderr } = runTskmod(['facts', '--root', root])
    expect(stderr).toBe('')
    expect(Buffer.from(stdout, 'latin1').equals(fs.readFileSync(target))).toBe(true)
    const script = '"$0" "$1" facts --root "$2" >"$3"'
    spawnSync('sh', ['-c', script, process.execPath, TSKMOD, root, `${target}2`])
    expect(fs.readFileSync(`${target}2`).equals(fs.readFileSync(target))).toBe(true)
  })

  it.each<[string, string[], string]>([
    ['a document into the bytes', ['--json'], 'with --json, name the file to write: add --output FILE'],
    [
      'a directory that is not there',
      ['--output', '/no/such/kernel.facts'],
      "Cannot write '/no/such/kernel.facts': there is no directory '/no/such'",
    ],
    ['a directory', ['--output', '/'], 'Cannot write to "/": it is a directory'],
  ])('refuses %s', (_what, args, message) => {
    const { status, stderr } = runTskmod(['facts', '--root', kernelTree(), ...args])
    expect([status, stderr]).toEqual([2, `tskmod: ${message}\n`])
  })

  it.each([
    [['--parquet', '/nowhere/tables', '--output', '/nowhere/x.facts'], '--output goes without --parquet'],
    [['--parquet', '/nowhere/tables', '--digests'], '--digests goes without --parquet'],
    [['--output', '/nowhere/x.facts', '--origin', 'debian'], '--origin goes with --parquet'],
    [['--output', '/nowhere/x.facts', '--symvers', 'nosuch'], '--symvers goes with --parquet'],
    [['--output', '/nowhere/x.facts', '--system-map', 'nosuch'], '--system-map goes with --parquet'],
  ])('refuses %s, of which one would have no effect', (args, message) => {
    const { status, stdout, stderr } = runTskmod(['facts', '--root', kernelTree({}), ...args])
    expect([status, stdout, stderr]).toEqual([2, '', `tskmod: ${message}; see tskmod facts --help\n`])
  })

  it('says in one line what is wrong with a file of facts', () => {
    const file = `${tempTree({})}/kernel.facts`
    runTskmod(['facts', '--root', kernelTree(), '--output', file])
    const whole = fs.readFileSync(file)
    const changed = Buffer.from(whole)
    changed[whole.length >> 1] = (changed[whole.length >> 1] ?? 0) ^ 1
    const newer = Buffer.from(whole)
    newer[8] = 9
    for (const [bytes, message] of [
      [whole.subarray(0, whole.length >> 1), /^tskmod: Cannot read "\S+": it is cut off\n$/],
      [changed, /^tskmod: Cannot read "\S+": it is damaged: [^\n]+\n$/],
      [newer, /^tskmod: Cannot read "\S+": it has version 9 of the format; this program reads version 2\n$/],
    ] as const) {
      fs.writeFileSync(file, bytes)
      const { status, stderr } = runTskmod(['check', '--root', file])
      expect(stderr).toMatch(message)
      expect(status).toBe(2)
    }
  })

  it('says in one line what needs the content of modules', () => {
    const top = tempTree({})
    const file = `${top}/kernel.facts`
    runTskmod(['facts', '--root', kernelTree(), '--output', file])
    const install = runTskmod(['closure', 'dm-crypt', '--root', file, '--install', `${top}/image`])
    expect([install.status, install.stderr]).toEqual([
      2,
      'tskmod: modules cannot be installed from a file of facts: their content is not in it\n',
    ])
    expect(fs.existsSync(`${top}/image`)).toBe(false)
    const diff = runTskmod(['diff', file, file, '--content'])
    expect([diff.status, diff.stderr]).toEqual([2, expect.stringMatching(/^tskmod: [^\n]*--digests\n$/)])
  })
})
