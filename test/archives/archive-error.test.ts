import { expect, it } from 'vitest'
import { archiveError } from '../../src/archives/archive-error.ts'

it('archiveError() names the member as people write it', () => {
  expect(archiveError('it is cut off')).toMatchObject({ code: 'KMOD_ARCHIVE', message: 'it is cut off' })
  expect(archiveError('it is cut off', 'lib/\xc3\xa4').message).toBe('"lib/ä": it is cut off')
})
