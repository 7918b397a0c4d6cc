import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { JOURNAL_NAME, readJournal } from '../../src/publish/journal.ts'
import { tempTree } from '../support/temp-tree.ts'

/** The number of a process that has ended. */
const ended = spawnSync(process.execPath, ['-e', '']).pid
const TAG = `${ended}-5.abc`

describe('readJournal()', () => {
  it('is undefined where there is none, or no directory', () => {
    expect(readJournal(nodeHost, tempTree({ 'modules.dep': '' }))).toBeUndefined()
    expect(readJournal(nodeHost, '/nowhere')).toBeUndefined()
  })

  it('tells the files that a killed run has not renamed, of that run alone', () => {
    const directory = tempTree({
      [JOURNAL_NAME]: TAG,
      'modules.dep': '',
      [`.modules.alias.${TAG}.tmp`]: '',
      [`.modules.alias.bin.${TAG}.tmp`]: '',
      [`.modules.dep.${TAG}.old`]: '',
      [`.modules.softdep.${ended}-5.abd.tmp`]: '',
      [`modules.devname.${TAG}.tmp`]: '',
    })
    expect(readJournal(nodeHost, directory)?.unplaced).toEqual(
      ['modules.alias', 'modules.alias.bin'].map((name) => ({
        temporary: `${directory}/.${name}.${TAG}.tmp`,
        path: `${directory}/${name}`,
      })),
    )
  })

  it('has nothing to place when the run was killed after its last rename', () => {
    expect(readJournal(nodeHost, tempTree({ [JOURNAL_NAME]: TAG }))).toEqual({ unplaced: [] })
  })

  it('is undefined while its run is at work', () => {
    const tag = `${nodeHost.processTag()}.abc`
    const directory = tempTree({ [JOURNAL_NAME]: tag, [`.modules.dep.${tag}.tmp`]: '' })
    expect(readJournal(nodeHost, directory)).toBeUndefined()
  })

  it.each(['', 'x', `${TAG}\n`, '../x', '1.2.3', '\0'])('places nothing by a journal of %j', (text) => {
    const directory = tempTree({ [JOURNAL_NAME]: text, [`.modules.dep.${TAG}.tmp`]: '' })
    expect(readJournal(nodeHost, directory)).toEqual({ unplaced: [] })
  })

  it('takes a journal that is a directory for an empty one', () => {
    expect(readJournal(nodeHost, tempTree({ [`${JOURNAL_NAME}/x`]: '' }))).toEqual({ unplaced: [] })
  })
})
