import { describe, expect, it } from 'vitest'
import { asking, errnoOf, ioError, nodePath } from '../../src/host/node-errors.ts'

describe('nodePath()', () => {
  it('leaves ASCII a string, and hands over other bytes as they are', () => {
    expect(nodePath('/a/b.ko')).toBe('/a/b.ko')
    expect(nodePath('/\xc3\xa9\xff')).toEqual(Buffer.from([0x2f, 0xc3, 0xa9, 0xff]))
  })
})

describe('asking()', () => {
  it('returns the result of the action, given the path', () => {
    expect(asking('/x', 'do', (path) => `${path}!`)).toBe('/x!')
  })

  it('turns what it throws into KMOD_IO, with the cause', () => {
    const cause = Object.assign(new Error('EACCES: no'), { code: 'EACCES' })
    const run = (): never =>
      asking('/x', 'look at', () => {
        throw cause
      })
    expect(run).toThrowError(
      expect.objectContaining({
        code: 'KMOD_IO',
        message: 'Cannot look at "/x": EACCES',
        details: { path: '/x', errno: 'EACCES', cause },
      }),
    )
  })
})

describe('errnoOf()', () => {
  const unknown = (errno: number): Error =>
    Object.assign(new Error('?'), { code: `Unknown system error ${errno}`, errno })

  it('names the errors that libuv has no name for', () => {
    expect([-122, -116, -117].map((errno) => errnoOf(unknown(errno), 'linux'))).toEqual([
      'EDQUOT',
      'ESTALE',
      'EUCLEAN',
    ])
    expect([-69, -70].map((errno) => errnoOf(unknown(errno), 'darwin'))).toEqual(['EDQUOT', 'ESTALE'])
  })

  it('is the code of what Node.js itself denies', () => {
    expect(errnoOf(Object.assign(new Error('?'), { code: 'ERR_ACCESS_DENIED' }))).toBe('ERR_ACCESS_DENIED')
  })

  it('is EIO for one that nobody knows', () => {
    expect(errnoOf(unknown(-4095), 'linux')).toBe('EIO')
  })
})

it('ioError() without a code is EIO', () => {
  expect(ioError('/x', 'read', new Error('?')).details.errno).toBe('EIO')
})
