import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isKmodError, type KmodError } from '../../src/base/errors.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { JOURNAL_NAME } from '../../src/publish/journal.ts'
import { writeFile } from '../../src/publish/write-file.ts'
import { tempTree } from '../support/temp-tree.ts'

const write = (path: string, text = 'new', host: Host = nodeHost): Promise<Uint8Array> =>
  writeFile(host, path, () => Buffer.from(text))

async function refusal(action: Promise<unknown>): Promise<KmodError> {
  try {
    await action
  } catch (error) {
    if (isKmodError(error)) return error
    throw error
  }
  throw new Error('Expected a refusal')
}

const read = (path: string): string => fs.readFileSync(path, 'utf8')

describe('writeFile() to files', () => {
  it('makes a file, and replaces one that keeps its permissions', async () => {
    const root = tempTree({ old: 'old' })
    fs.chmodSync(`${root}/old`, 0o4640)
    const before = fs.statSync(`${root}/old`).ino
    await write(`${root}/made`)
    await write(`${root}/old`)
    const { mode, ino } = fs.statSync(`${root}/old`)
    expect([read(`${root}/made`), read(`${root}/old`)]).toEqual(['new', 'new'])
    expect([fs.statSync(`${root}/made`).mode & 0o7777, mode & 0o7777]).toEqual([0o644, 0o640])
    expect(ino).not.toBe(before)
    expect(fs.readdirSync(root)).toEqual(['made', 'old'])
  })

  it.each([
    [0o077, 0o600],
    [0o027, 0o640],
    [0o002, 0o664],
  ])('respects the umask %o for a new file, and keeps the mode of an old one', async (mask, mode) => {
    const root = tempTree({ old: 'old' })
    fs.chmodSync(`${root}/old`, 0o644)
    const umask = process.umask(mask)
    try {
      await write(`${root}/made`)
      await write(`${root}/old`)
    } finally {
      process.umask(umask)
    }
    expect(['made', 'old'].map((name) => fs.statSync(`${root}/${name}`).mode & 0o7777)).toEqual([mode, 0o644])
  })

  it.each([
    ['d/link', 'd/real'],
    ['chain', 'd/real'],
    ['absolute', 'd/real'],
    ['dangling', 'd/made'],
  ])('follows the link %s to %s, and leaves it a link', async (link, target) => {
    const root = tempTree({
      'd/real': 'old',
      'd/link': { link: 'real' },
      chain: { link: 'd/link' },
      dangling: { link: 'd/made' },
    })
    fs.symlinkSync(`${root}/chain`, `${root}/absolute`)
    await write(`${root}/${link}`)
    expect(fs.lstatSync(`${root}/${link}`).isSymbolicLink()).toBe(true)
    expect([read(`${root}/${target}`), fs.lstatSync(`${root}/${target}`).isFile()]).toEqual(['new', true])
    expect(fs.readdirSync(`${root}/d`).filter((name) => name.includes('tmp'))).toEqual([])
  })

  it.each([
    ['d', 'EISDIR'],
    ['to-d', 'EISDIR'],
    ['none/x', 'ENOENT'],
    ['to-none', 'ENOENT'],
    ['file/x', 'ENOTDIR'],
    ['round', 'ELOOP'],
  ])('refuses %s: %s, and makes no directories', async (name, errno) => {
    const root = tempTree({
      d: { kind: 'directory' },
      'to-d': { link: 'd' },
      'to-none': { link: 'none/x' },
      file: '',
      round: { link: 'round' },
    })
    const before = fs.readdirSync(root, { recursive: true })
    const error = await refusal(write(`${root}/${name}`))
    expect([error.code, error.details.errno]).toEqual(['KMOD_IO', errno])
    expect(fs.readdirSync(root, { recursive: true })).toEqual(before)
  })

  it('leaves the old file when the new one cannot be written, or not be made', async () => {
    const root = tempTree({ f: 'old' })
    const full: Host = {
      ...nodeHost,
      rename: () => {
        throw Object.assign(new Error('no rename'), {})
      },
    }
    await expect(write(`${root}/f`, 'new', full)).rejects.toThrow('no rename')
    await expect(
      writeFile(nodeHost, `${root}/f`, () => {
        throw new TypeError('cannot be made')
      }),
    ).rejects.toThrow('cannot be made')
    expect([fs.readdirSync(root), read(`${root}/f`)]).toEqual([['f'], 'old'])
  })
})

describe('writeFile() to what is no regular file', () => {
  it('writes to a device, which stays one', async () => {
    const root = tempTree({ link: { link: '/dev/null' } })
    await write('/dev/null')
    await write(`${root}/link`)
    expect(fs.lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(fs.lstatSync(`${root}/link`).isSymbolicLink()).toBe(true)
  })

  it('refuses /dev/full as the system does', async () => {
    expect((await refusal(write('/dev/full'))).details.errno).toBe('ENOSPC')
  })

  it('refuses a FIFO that nobody reads, and a socket, and leaves them', async () => {
    const root = tempTree({})
    spawnSync('mkfifo', [`${root}/fifo`])
    expect((await refusal(write(`${root}/fifo`))).details.errno).toBe('ENXIO')
    const server = process.getBuiltinModule('node:net').createServer().listen(`${root}/socket`)
    await once(server, 'listening')
    expect((await refusal(write(`${root}/socket`))).details.errno).toBe('ENXIO')
    expect([fs.lstatSync(`${root}/fifo`).isFIFO(), fs.lstatSync(`${root}/socket`).isSocket()]).toEqual([
      true,
      true,
    ])
    server.close()
  })

  it('writes all to a FIFO whose reader is slow', async () => {
    const root = tempTree({})
    spawnSync('mkfifo', [`${root}/fifo`])
    const reader = spawn('sh', ['-c', `exec < ${root}/fifo; echo open; sleep 0.3; wc -c`])
    const chunks: string[] = []
    reader.stdout.on('data', (chunk) => chunks.push(String(chunk)))
    const ended = once(reader, 'close')
    // The shell's opening waits for a writer, as ours does not for a reader.
    const holder = fs.openSync(`${root}/fifo`, fs.constants.O_RDWR)
    await once(reader.stdout, 'data')
    await write(`${root}/fifo`, 'x'.repeat(300_000))
    fs.closeSync(holder)
    await ended
    expect(chunks.join('')).toBe('open\n300000\n')
  })
})

describe('writeFile() in a module directory', () => {
  const killed = '1-7-0123abcdzz.x1'
  const left = {
    [JOURNAL_NAME]: killed,
    [`.modules.dep.${killed}.tmp`]: 'new dep',
    '.modules.alias.99999999-5.abc.tmp': 'half',
    '.modules.alias.99999999-5.abc.old': 'last name',
  }

  it('touches nothing that a killed run has left', async () => {
    const root = tempTree({ ...left, 'modules.dep.bin': 'old' })
    for (const name of ['modules.dep.bin', 'picture.dot']) await write(`${root}/${name}`)
    const found = Object.fromEntries(fs.readdirSync(root).map((name) => [name, read(`${root}/${name}`)]))
    expect(found).toEqual({ ...left, 'modules.dep.bin': 'new', 'picture.dot': 'new' })
  })

  it.each(['modules.dep.bin', JOURNAL_NAME, 'modules.order'])(
    'has the lock while the file is made where there is %s, and gives it back',
    async (sign) => {
      const root = tempTree({ [sign]: '' })
      const during: unknown[] = []
      await writeFile(nodeHost, `${root}/x`, () => {
        during.push(nodeHost.tryLock(root))
        return Buffer.from('new')
      })
      expect(await during[0]).toBeUndefined()
      const lock = await nodeHost.tryLock(root)
      expect(lock).toBeDefined()
      lock?.release()
    },
  )

  it('takes no lock anywhere else', async () => {
    const root = tempTree({})
    const host: Host = { ...nodeHost, tryLock: () => Promise.reject(new Error('asked for a lock')) }
    await write(`${root}/x`, 'new', host)
    expect(read(`${root}/x`)).toBe('new')
  })
})
