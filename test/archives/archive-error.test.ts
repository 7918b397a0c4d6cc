import { expect, it } from 'vitest'
import { archiveError, inMember } from '../../src/archives/archive-error.ts'
import { KmodError } from '../../src/base/errors.ts'

it('archiveError() names the member as people write it', () => {
  expect(archiveError('it is cut off')).toMatchObject({ code: 'KMOD_ARCHIVE', message: 'it is cut off' })
  expect(archiveError('it is cut off', 'lib/\xc3\xa4').message).toBe('"lib/ä": it is cut off')
  const { message } = archiveError('the name is too deep', `${'d/'.repeat(3000)}a.ko`)
  expect([message.length < 260, message.slice(-40)]).toEqual([
    true,
    'd/d/d/d/d/a.ko": the name is too deep'.padStart(40, '/d'),
  ])
})

it('inMember() names the members on the way to what is wrong, but not for errors of other files', async () => {
  const failing = inMember('data.tar.xz', Promise.reject(archiveError('it is cut off', 'a.ko')))
  await expect(failing).rejects.toMatchObject({
    code: 'KMOD_ARCHIVE',
    message: '"data.tar.xz": "a.ko": it is cut off',
  })
  const other = new KmodError('KMOD_IO', 'Cannot write a temporary file', { errno: 'ENOSPC' })
  await expect(inMember('data.tar.xz', Promise.reject(other))).rejects.toBe(other)
  expect(await inMember('data.tar.xz', Promise.resolve(1))).toBe(1)
})
