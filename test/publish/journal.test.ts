import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { JOURNAL_NAME, PUBLISHING_NS, readJournal as read, SURELY_OLD_NS } from '../../src/publish/journal.ts'
import { tempTree } from '../support/temp-tree.ts'

/** The number of a process that has ended. */
const ended = spawnSync(process.execPath, ['-e', '']).pid
const TAG = `${ended}-5.abc`

const readJournal = (host: Host, directory: string) => read(host, directory, PUBLISHING_NS)

describe('readJournal()', () => {
  it('is undefined without a journal or directory', () => {
    expect(readJournal(nodeHost, tempTree({ 'modules.dep': '' }))).toBeUndefined()
    expect(readJournal(nodeHost, '/nowhere')).toBeUndefined()
  })

  it('lists the files that a killed run has not renamed, of that run alone', () => {
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

describe('readJournal() of a process in another PID namespace', () => {
  const tag = `1-7-${'0123abcd'}zz.x1`
  const entries = { [JOURNAL_NAME]: tag, [`.modules.weakdep.${tag}.tmp`]: '' }
  const later = (ns: bigint): Host => ({ ...nodeHost, now: () => nodeHost.now() + ns })

  it('gives it the time that it may need, by its own age', () => {
    const directory = tempTree(entries)
    expect(read(nodeHost, directory, SURELY_OLD_NS)).toBeUndefined()
    expect(read(later(SURELY_OLD_NS / 2n), directory, SURELY_OLD_NS)).toBeUndefined()
    // Of the file's clock: that of the process is less precise, and may be a moment behind.
    const { mtimeNs } = nodeHost.status(`${directory}/${JOURNAL_NAME}`)
    for (const age of [SURELY_OLD_NS, PUBLISHING_NS]) {
      const host = { ...nodeHost, now: () => mtimeNs + age }
      expect(read(host, directory, age)?.unplaced).toHaveLength(1)
      expect(read({ ...host, now: () => mtimeNs + age - 1n }, directory, age)).toBeUndefined()
    }
  })

  it('takes one from before the machine was started for killed', () => {
    const directory = tempTree(entries)
    const host = { ...nodeHost, upSince: () => nodeHost.now() + SURELY_OLD_NS }
    expect(read(host, directory, SURELY_OLD_NS)?.unplaced).toHaveLength(1)
  })
})

describe('readJournal() of a forged journal', () => {
  it('names nothing but the files of depmod', () => {
    const names = ['modules.order', 'passwd', 'modules.publishing', 'modules.depx']
    const forged = names.map((name) => [`.${name}.${TAG}.tmp`, ''] as const)
    const directory = tempTree({ [JOURNAL_NAME]: TAG, ...Object.fromEntries(forged) })
    expect(readJournal(nodeHost, directory)).toEqual({ unplaced: [] })
  })

  it('names no links and no directories', () => {
    const directory = tempTree({
      [JOURNAL_NAME]: TAG,
      [`.modules.devname.${TAG}.tmp`]: { link: '/etc/passwd' },
      [`.modules.symbols.${TAG}.tmp`]: { kind: 'directory' },
    })
    expect(readJournal(nodeHost, directory)).toEqual({ unplaced: [] })
  })

  it('is not waited for when it is a FIFO', () => {
    const directory = tempTree({})
    spawnSync('mkfifo', [`${directory}/${JOURNAL_NAME}`])
    expect(readJournal(nodeHost, directory)).toEqual({ unplaced: [] })
  })
})
