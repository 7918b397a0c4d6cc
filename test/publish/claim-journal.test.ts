import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { CLAIM_WAIT_MS, claimJournal } from '../../src/publish/claim-journal.ts'
import { JOURNAL_NAME } from '../../src/publish/journal.ts'
import { pendingFile } from '../../src/publish/temporary-files.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

const ended = spawnSync(process.execPath, ['-e', '']).pid
const OWN = `${nodeHost.processTag()}.own`
const ELSEWHERE = '1-7-0123abcdzz.x1'

/** Claims beside `entries`; counts the pauses, at each of which `meanwhile` happens. */
async function claim(
  entries: Readonly<Record<string, TreeEntry>>,
  meanwhile: (directory: string) => void = () => undefined,
  more: Partial<Host> = {},
): Promise<{ pauses: number; names: string[]; journal: string }> {
  const journal = pendingFile(tempTree(entries), JOURNAL_NAME, OWN)
  const directory = journal.path.slice(0, journal.path.lastIndexOf('/'))
  fs.writeFileSync(journal.temporary, OWN)
  let pauses = 0
  const host: Host = {
    ...nodeHost,
    ...more,
    pause: async () => {
      pauses++
      meanwhile(directory)
    },
  }
  await claimJournal(host, journal)
  return { pauses, names: fs.readdirSync(directory), journal: fs.readFileSync(journal.path, 'utf8') }
}

describe('claimJournal()', () => {
  it('puts the journal in place at once if there is no other', async () => {
    expect(await claim({})).toEqual({ pauses: 0, names: [JOURNAL_NAME], journal: OWN })
  })

  it.each([`${ended}-5.abc`, 'no journal', ''])(
    'takes the place of one that is of no live run: %j',
    async (text) => {
      expect(await claim({ [JOURNAL_NAME]: text })).toEqual({
        pauses: 0,
        names: [JOURNAL_NAME],
        journal: OWN,
      })
    },
  )

  it.each([`${nodeHost.processTag()}.other`, ELSEWHERE])(
    'waits for a run that is at work: %s',
    async (tag) => {
      let rounds = 0
      const done = await claim({ [JOURNAL_NAME]: tag }, (directory) => {
        if (++rounds === 3) fs.rmSync(`${directory}/${JOURNAL_NAME}`)
      })
      expect(done).toEqual({ pauses: 3, names: [JOURNAL_NAME], journal: OWN })
    },
  )

  it('does not wait for ever', async () => {
    const { pauses, journal } = await claim({ [JOURNAL_NAME]: ELSEWHERE })
    expect([pauses * 20, journal]).toEqual([CLAIM_WAIT_MS, OWN])
  })

  it('does without hard links, and passes on what else is refused', async () => {
    const refused = (errno: string) => (): never => {
      throw new KmodError('KMOD_IO', `Cannot link: ${errno}`, { errno })
    }
    expect((await claim({}, undefined, { link: refused('EPERM') })).names).toEqual([JOURNAL_NAME])
    await expect(claim({}, undefined, { link: refused('EROFS') })).rejects.toThrow('EROFS')
  })
})
