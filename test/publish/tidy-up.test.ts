import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { KmodError } from '../../src/base/errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { JOURNAL_NAME } from '../../src/publish/journal.ts'
import { tidyUp } from '../../src/publish/tidy-up.ts'
import { writeOutputs } from '../../src/publish/write-outputs.ts'
import { tempTree } from '../support/temp-tree.ts'

const ended = spawnSync(process.execPath, ['-e', '']).pid
const TAG = `${ended}-5.abc`

function contentOf(directory: string): Record<string, string> {
  return Object.fromEntries(
    fs.readdirSync(directory).map((name) => [name, fs.readFileSync(join(directory, name), 'latin1')]),
  )
}

function tidy(directory: string, host = nodeHost): Diagnostic[] {
  const reported: Diagnostic[] = []
  tidyUp(host, directory, (d) => reported.push(d))
  return reported
}

describe('tidyUp()', () => {
  it('reports nothing for a clean or missing directory', () => {
    const directory = tempTree({ 'modules.dep': 'x', '.hidden': '' })
    expect([tidy(directory), tidy('/nowhere')]).toEqual([[], []])
    expect(contentOf(directory)).toEqual({ 'modules.dep': 'x', '.hidden': '' })
  })

  it('takes back what a run left that was killed before it renamed anything', () => {
    const directory = tempTree({ 'modules.dep': 'old', [`.modules.dep.${TAG}.tmp`]: 'ne' })
    fs.linkSync(join(directory, 'modules.dep'), join(directory, `.modules.dep.${TAG}.old`))
    expect(tidy(directory)).toEqual([])
    expect(contentOf(directory)).toEqual({ 'modules.dep': 'old' })
  })

  it('finishes what a run has begun that was killed between its renames', () => {
    const directory = tempTree({
      'modules.dep': 'new',
      [`.modules.dep.${TAG}.old`]: 'old',
      'modules.alias': 'old',
      [`.modules.alias.${TAG}.tmp`]: 'new',
      [`.modules.symbols.${TAG}.tmp`]: 'new',
      [JOURNAL_NAME]: TAG,
    })
    expect(tidy(directory)).toEqual([{ code: 'publish-finished', severity: 'warning', directory }])
    const whole = { 'modules.dep': 'new', 'modules.alias': 'new', 'modules.symbols': 'new' }
    expect(contentOf(directory)).toEqual(whole)
  })

  it.each([
    ['the journal', JOURNAL_NAME],
    ['a new file', `.modules.symbols.${TAG}.tmp`],
  ])('finishes nothing when others may have written %s, and keeps the mark of a mixed set', (_, name) => {
    const entries = {
      'modules.alias': 'old',
      [`.modules.alias.${TAG}.tmp`]: 'new',
      [`.modules.symbols.${TAG}.tmp`]: 'new',
      [JOURNAL_NAME]: TAG,
    }
    const directory = tempTree(entries)
    fs.chmodSync(join(directory, name), 0o666)
    expect(tidy(directory)).toEqual([])
    expect(contentOf(directory)).toEqual(entries)
  })

  it('leaves alone what a run in another PID namespace may be making', () => {
    const tag = '1-7-0123abcdzz.x1'
    const entries = {
      'modules.dep': 'old',
      [`.modules.dep.${tag}.tmp`]: 'ne',
      [`.modules.dep.${tag}.old`]: 'x',
    }
    const directory = tempTree(entries)
    expect([tidy(directory), contentOf(directory)]).toEqual([[], entries])
    const muchLater = { ...nodeHost, now: () => nodeHost.now() + 2n * 3_600_000_000_000n }
    expect([tidy(directory, muchLater), contentOf(directory)]).toEqual([
      [],
      { 'modules.dep': 'old', [`.modules.dep.${tag}.old`]: 'x' },
    ])
  })

  it('removes the journal of a run that was killed after its last rename, and reports nothing', () => {
    const directory = tempTree({ 'modules.dep': 'new', [JOURNAL_NAME]: TAG })
    expect(tidy(directory)).toEqual([])
    expect(contentOf(directory)).toEqual({ 'modules.dep': 'new' })
  })

  it('leaves alone what a run has that is at work', () => {
    const tag = `${nodeHost.processTag()}.x`
    const entries = { [JOURNAL_NAME]: tag, [`.modules.dep.${tag}.tmp`]: 'new' }
    const directory = tempTree(entries)
    expect(tidy(directory)).toEqual([])
    expect(contentOf(directory)).toEqual(entries)
  })

  it('keeps the last name of an old file until writeOutputs() has a whole set of new ones', async () => {
    const entries = { 'modules.dep': 'new', [`.modules.dep.${TAG}.old`]: 'old' }
    const directory = tempTree(entries)
    tidy(directory)
    expect(contentOf(directory)).toEqual(entries)
    await writeOutputs(nodeHost, directory, [{ name: 'modules.dep', bytes: Buffer.from('newer') }])
    expect(contentOf(directory)).toEqual({ 'modules.dep': 'newer' })
  })

  it('keeps everything when the set cannot be made whole, and says so', () => {
    const entries = { [`.modules.dep.${TAG}.tmp`]: 'new', [JOURNAL_NAME]: TAG }
    const directory = tempTree(entries)
    const rename = (): never => {
      throw new KmodError('KMOD_IO', 'Cannot rename', { errno: 'EROFS', path: '/x' })
    }
    expect(() => tidy(directory, { ...nodeHost, rename })).toThrow(
      expect.objectContaining({ details: { errno: 'EROFS', path: directory, step: 'write-outputs' } }),
    )
    expect(contentOf(directory)).toEqual(entries)
  })
})
