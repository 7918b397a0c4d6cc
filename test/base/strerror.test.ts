import { getSystemErrorMap } from 'node:util'
import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { messageInWords, strerror } from '../../src/base/strerror.ts'

it.each([
  ['ENOENT', 'No such file or directory'],
  ['ENOEXEC', 'Exec format error'],
  ['EINVAL', 'Invalid argument'],
  ['ENOSPC', 'No space left on device'],
  ['EROFS', 'Read-only file system'],
  ['EACCES', 'Permission denied'],
])('strerror(%j) is the message of the C library', (errno, text) => {
  expect(strerror(errno)).toBe(text)
})

it('strerror() gives the name of an error that it has no words for', () => {
  expect(strerror('EXYZ')).toBe('EXYZ')
})

/** libuv has no names for them. */
const UNNAMED = ['EDQUOT', 'ESTALE', 'EUCLEAN', 'ENOKEY']

it('strerror() has words for whatever opening, writing or renaming a file can meet', () => {
  const met =
    'EPERM ENOENT EIO EACCES EBUSY EEXIST EXDEV ENOTDIR EISDIR EINVAL ENFILE EMFILE EFBIG ENOSPC EROFS'
  const further =
    'ENXIO EUCLEAN ENOKEY ESTALE EMLINK ENAMETOOLONG ELOOP EDQUOT ENOTSUP ETXTBSY EAGAIN ENOMEM EOVERFLOW ENODEV'
  const known = new Set([...getSystemErrorMap().values()].map(([name]) => name))
  for (const errno of `${met} ${further}`.split(' ')) {
    if (!UNNAMED.includes(errno)) expect(known).toContain(errno)
    expect(strerror(errno)).not.toBe(errno)
  }
})

it('messageInWords() puts a system error at the end of a message into words', () => {
  const told = (message: string, errno?: string): string =>
    messageInWords(new KmodError('KMOD_IO', message, errno === undefined ? {} : { errno }))
  expect(told('Cannot look at "x": ENOENT', 'ENOENT')).toBe('Cannot look at "x": No such file or directory')
  expect([told('ENOENT it is', 'ENOENT'), told('Cannot: EFOO', 'EFOO'), told('as it is')]).toEqual([
    'ENOENT it is',
    'Cannot: EFOO',
    'as it is',
  ])
})
