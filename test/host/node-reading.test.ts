import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import * as os from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOwnFile, openFile, readFile, readInput, readOwnFile } from '../../src/host/node-reading.ts'
import { refusalOf } from '../support/refusal.ts'

let directory: string
beforeEach(() => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'tskmod-reading-'))
})
afterEach(() => {
  fs.rmSync(directory, { recursive: true })
})

const at = (name: string): string => `${directory}/${name}`
const write = (name: string, text: string): void => fs.writeFileSync(at(name), text, 'latin1')

describe('FIFOs, sockets and devices', () => {
  it('are never waited for, but refused', async () => {
    execFileSync('mkfifo', [at('fifo')])
    const server = process.getBuiltinModule('node:net').createServer().listen(at('socket'))
    await once(server, 'listening')
    const errnoOf = (action: () => unknown): string | undefined => refusalOf(action).details.errno
    expect(['fifo', 'socket'].map((name) => errnoOf(() => readFile(at(name))))).toEqual(['EINVAL', 'ENXIO'])
    expect(errnoOf(() => readOwnFile(at('fifo')))).toBe('EPERM')
    const file = openFile(at('fifo'))
    expect([file.size, errnoOf(() => file.read(new Uint8Array(4), 0))]).toEqual([0, 'ESPIPE'])
    file.close()
    expect(errnoOf(() => readFile('/dev/zero'))).toBe('EINVAL')
    server.close()
  })

  it('are refused where a writer holds the FIFO open, too', () => {
    execFileSync('mkfifo', [at('fifo')])
    const holder = fs.openSync(at('fifo'), fs.constants.O_RDWR)
    fs.writeSync(holder, 'text')
    expect(refusalOf(() => readFile(at('fifo'))).details.errno).toBe('EINVAL')
    fs.closeSync(holder)
  })

  it('but the null device reads as an empty file, and a directory is called one', () => {
    fs.symlinkSync('/dev/null', at('mask'))
    expect(readFile(at('mask'))).toHaveLength(0)
    expect(refusalOf(() => readFile(directory)).details.errno).toBe('EISDIR')
  })

  it('are read to their end by readInput()', () => {
    execFileSync('mkfifo', [at('fifo')])
    const text = 'x'.repeat(200_000)
    write('content', text)
    const script = `cat ${at('content')} > ${at('fifo')} &`
    execFileSync('sh', ['-c', script], { stdio: 'ignore' })
    expect(Buffer.from(readInput(at('fifo'))).toString()).toBe(text)
    expect(Buffer.from(readInput(at('content'))).toString()).toBe(text)
  })
})

describe('isOwnFile()', () => {
  it('is for a regular file that only its owner may write', () => {
    for (const name of ['own', 'group', 'all', 'to']) write(name, '')
    fs.chmodSync(at('group'), 0o664)
    fs.chmodSync(at('all'), 0o646)
    fs.symlinkSync('to', at('link'))
    execFileSync('mkfifo', [at('fifo')])
    expect(['own', 'group', 'all', 'link', 'fifo', 'none', '.'].map((name) => isOwnFile(at(name)))).toEqual([
      true,
      ...Array.from({ length: 6 }, () => false),
    ])
  })
})

describe('openFile()', () => {
  it('reads at any position, and less only at the end', () => {
    write('f', '0123456789')
    const file = openFile(at('f'))
    const target = new Uint8Array(4)
    const reads = [0, 3, 8, 10, 20].map((position) => {
      const count = file.read(target, position)
      return Buffer.from(target.subarray(0, count)).toString('latin1')
    })
    const { size } = file
    const once = file.readOnce(target, 8)
    file.close()
    expect([size, once, reads]).toEqual([10, 2, ['0123', '3456', '89', '', '']])
  })

  it('reads into the part of memory that it is reported, and nowhere else', () => {
    write('f', '0123456789')
    const bound = fc.integer({ min: 0, max: 16 })
    fc.assert(
      fc.property(bound, bound, bound, fc.constantFrom('read', 'readOnce'), (a, b, position, how) => {
        const [start, end] = [Math.min(a, b), Math.max(a, b)]
        const memory = new Uint8Array(16).fill(0x2e)
        const file = openFile(at('f'))
        const count = file[how](memory, position, start, end)
        file.close()
        const part = '0123456789'.slice(position, position + end - start)
        expect(count).toBe(part.length)
        expect(Buffer.from(memory).toString('latin1')).toBe(
          `${'.'.repeat(start)}${part}`.padEnd(memory.length, '.'),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('refuses to read a directory, and can be closed then', () => {
    const file = openFile(directory)
    expect(refusalOf(() => file.read(new Uint8Array(1), 0)).details.errno).toBe('EISDIR')
    file.close()
  })
})

describe('readFile()', () => {
  it('reads all of a file whose size says nothing', () => {
    expect(Buffer.from(readFile('/proc/self/status')).toString()).toMatch(/^Name:.*\n$/s)
  })

  it('closes what it opens, read or not', () => {
    write('f', 'content')
    const open = (): number => fs.readdirSync('/proc/self/fd').length
    const before = open()
    readFile(at('f'))
    refusalOf(() => readFile(directory))
    fs.chmodSync(at('f'), 0o666)
    refusalOf(() => readOwnFile(at('f')))
    expect(open()).toBe(before)
  })
})

describe('readOwnFile()', () => {
  it('reads a file of ours', () => {
    write('own', 'content')
    expect(Buffer.from(readOwnFile(at('own'))).toString()).toBe('content')
  })

  it.each<[string, () => void, string]>([
    ['that others may write', () => fs.chmodSync(at('f'), 0o602), 'EPERM'],
    ['that its group may write', () => fs.chmodSync(at('f'), 0o620), 'EPERM'],
    [
      'after a link',
      () => {
        fs.renameSync(at('f'), at('real'))
        fs.symlinkSync('real', at('f'))
      },
      'ELOOP',
    ],
    ['that is not there', () => fs.unlinkSync(at('f')), 'ENOENT'],
    [
      'that is a directory',
      () => {
        fs.unlinkSync(at('f'))
        fs.mkdirSync(at('f'))
      },
      'EPERM',
    ],
    [
      'that is a pipe, without waiting for it',
      () => {
        fs.unlinkSync(at('f'))
        execFileSync('mkfifo', [at('f')])
      },
      'EPERM',
    ],
  ])('refuses one %s', (_, change, errno) => {
    write('f', 'content')
    change()
    expect(refusalOf(() => readOwnFile(at('f'))).details.errno).toBe(errno)
  })

  const notRoot = process.getuid?.() === 0 ? '' : ' (skipped: only root can give a file away)'
  it.skipIf(notRoot !== '')(`refuses one of another user${notRoot}`, () => {
    write('f', 'content')
    fs.chownSync(at('f'), 65534, 65534)
    expect(refusalOf(() => readOwnFile(at('f'))).details.errno).toBe('EPERM')
  })
})
