import * as fs from 'node:fs'
import * as os from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { coreCount, nodeHost } from '../../src/host/node-host.ts'
import { refusalOf } from '../support/refusal.ts'

let directory: string
beforeEach(() => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'tskmod-host-'))
})
afterEach(() => {
  fs.rmSync(directory, { recursive: true })
})

const at = (name: string): string => `${directory}/${name}`
const onDisk = (name: string): Buffer => Buffer.from(at(name), 'latin1')
const write = (name: string, text: string): void => fs.writeFileSync(onDisk(name), text, 'latin1')

/** A name whose bytes are no UTF-8, and one whose bytes are. */
const NAMES = ['a\xff', '\xc3\xa9'] as const

describe('nodeHost.status()', () => {
  it('returns the type of a file', () => {
    write('f', 'content')
    fs.chmodSync(at('f'), 0o640)
    fs.utimesSync(at('f'), 1, 1.5)
    const stat = fs.statSync(at('f'), { bigint: true })
    expect(nodeHost.status(at('f'))).toEqual({
      kind: 'file',
      mode: 0o100640,
      size: 7,
      mtimeNs: 1_500_000_000n,
      ctimeNs: stat.ctimeNs,
      dev: stat.dev,
      ino: stat.ino,
      rdev: 0n,
    })
  })

  it('follows symbolic links', () => {
    fs.mkdirSync(at('d'))
    fs.symlinkSync('d', at('link'))
    expect([nodeHost.status(at('link')).kind, nodeHost.status(at('link')).ino]).toEqual([
      'directory',
      nodeHost.status(at('d')).ino,
    ])
  })

  it('calls a device neither file nor directory', () => {
    const { kind, rdev } = nodeHost.status('/dev/null')
    expect([kind, rdev]).toEqual(['other', fs.statSync('/dev/null', { bigint: true }).rdev])
    expect(rdev).not.toBe(0n)
  })
})

describe('nodeHost.readLink()', () => {
  it('returns the target of a link, in bytes, and undefined for anything else', () => {
    fs.symlinkSync(Buffer.from('no\xe4where', 'latin1'), onDisk('link'))
    write('file', '')
    expect(nodeHost.readLink(at('link'))).toBe('no\xe4where')
    expect(nodeHost.readLink(at('file'))).toBeUndefined()
    expect(nodeHost.readLink(directory)).toBeUndefined()
    expect(refusalOf(() => nodeHost.readLink(at('none'))).details.errno).toBe('ENOENT')
  })
})

describe('nodeHost.createFile()', () => {
  it.each([
    [0o022, 0o644],
    [0o077, 0o600],
    [0o002, 0o664],
  ])('gives a file the mode that is asked for, less the umask %o', (mask, mode) => {
    const umask = process.umask(mask)
    try {
      nodeHost.createFile(at('f'), 0o666).close()
      expect(fs.statSync(at('f')).mode & 0o7777).toBe(mode)
    } finally {
      process.umask(umask)
    }
  })

  it('writes what it is reported, after what was written before', async () => {
    const file = nodeHost.createFile(at('f'))
    file.write(Buffer.from('one'))
    file.write(Buffer.from(''))
    file.write(Buffer.from('xtwox').subarray(1, 4))
    await file.sync()
    file.close()
    expect(fs.readFileSync(at('f'), 'latin1')).toBe('onetwo')
  })

  it('makes files that only their owner can read until setMode() says more, regardless of the umask', () => {
    const umask = process.umask(0o077)
    try {
      const file = nodeHost.createFile(at('f'))
      expect(fs.statSync(at('f')).mode & 0o7777).toBe(0o600)
      file.setMode(0o644)
      file.close()
      expect(fs.statSync(at('f')).mode & 0o7777).toBe(0o644)
    } finally {
      process.umask(umask)
    }
  })

  it('refuses a file that is there, and leaves it alone', () => {
    write('f', 'old')
    expect(refusalOf(() => nodeHost.createFile(at('f'))).details.errno).toBe('EEXIST')
    expect(fs.readFileSync(at('f'), 'latin1')).toBe('old')
  })

  it('does not write through a symbolic link', () => {
    fs.symlinkSync('target', at('f'))
    expect(refusalOf(() => nodeHost.createFile(at('f'))).details.errno).toBe('EEXIST')
    expect(fs.existsSync(at('target'))).toBe(false)
  })
})

describe('nodeHost', () => {
  it('readFile() reads all of a file', () => {
    write('f', 'a\0\xff')
    expect(Buffer.from(nodeHost.readFile(at('f'))).toString('latin1')).toBe('a\0\xff')
  })

  it.each(NAMES)('takes %j as the bytes of a name everywhere', (name) => {
    nodeHost.makeDirectory(at(name))
    const file = nodeHost.createFile(at(`${name}/${name}`))
    file.write(Buffer.from('x'))
    file.close()
    nodeHost.rename(at(`${name}/${name}`), at(`${name}/to${name}`))
    nodeHost.link(at(`${name}/to${name}`), at(`${name}/also${name}`))
    nodeHost.removeFile(at(`${name}/to${name}`))
    nodeHost.syncDirectory(at(name))
    expect(nodeHost.status(at(`${name}/also${name}`)).size).toBe(1)
    expect(Buffer.from(nodeHost.readFile(at(`${name}/also${name}`))).toString()).toBe('x')
    const opened = nodeHost.openFile(at(`${name}/also${name}`))
    opened.close()
    const raw = fs.readdirSync(onDisk(name), 'buffer').map((entry) => entry.toString('latin1'))
    expect(raw).toEqual([`also${name}`])
  })

  it('makeDirectory() makes parents, and takes a directory that is there', () => {
    const umask = process.umask(0)
    try {
      nodeHost.makeDirectory(at('a/b/c'))
      nodeHost.makeDirectory(at('a/b/c'))
      expect(['a', 'a/b', 'a/b/c'].map((name) => fs.statSync(at(name)).mode & 0o7777)).toEqual([
        0o755, 0o755, 0o755,
      ])
    } finally {
      process.umask(umask)
    }
  })

  it('rename() replaces a file, and a link rather than what it leads to', () => {
    write('from', 'new')
    write('target', 'old')
    fs.symlinkSync('target', at('to'))
    nodeHost.rename(at('from'), at('to'))
    expect([fs.readFileSync(at('to'), 'latin1'), fs.readFileSync(at('target'), 'latin1')]).toEqual([
      'new',
      'old',
    ])
    expect(fs.existsSync(at('from'))).toBe(false)
  })

  it('link() gives a link a second name, not what it leads to', () => {
    fs.symlinkSync('nowhere', at('link'))
    nodeHost.link(at('link'), at('second'))
    expect(fs.readlinkSync(at('second'))).toBe('nowhere')
  })

  it('removeFile() removes a link, not what it leads to', () => {
    write('target', '')
    fs.symlinkSync('target', at('link'))
    nodeHost.removeFile(at('link'))
    expect(fs.readdirSync(directory)).toEqual(['target'])
  })

  it('release() is that of uname', () => {
    expect(nodeHost.release()).toBe(os.release())
  })

  it('coreCount() is one or more', () => {
    expect(coreCount()).toBeGreaterThanOrEqual(1)
  })
})

describe('nodeHost refuses with KMOD_IO, the path and the name of the system error', () => {
  it.each<[string, (path: string) => unknown, string]>([
    ['list directory', nodeHost.listDirectory, 'ENOENT'],
    ['look at', nodeHost.status, 'ENOENT'],
    ['open', nodeHost.readFile, 'ENOENT'],
    ['open', nodeHost.openFile, 'ENOENT'],
    ['create', (path) => nodeHost.createFile(`${path}/below`), 'ENOENT'],
    [
      'create directory',
      (path) => {
        write('file', '')
        nodeHost.makeDirectory(path.replace('none', 'file/x'))
      },
      'ENOTDIR',
    ],
    ['rename a temporary file to', (path) => nodeHost.rename(path, `${path}-to`), 'ENOENT'],
    ['link', (path) => nodeHost.link(path, `${path}-to`), 'ENOENT'],
    ['remove', nodeHost.removeFile, 'ENOENT'],
    ['sync directory', nodeHost.syncDirectory, 'ENOENT'],
  ])('%s', (verb, action, errno) => {
    const { code, message, details } = refusalOf(() => action(at('none')))
    expect([code, details.errno, (details.cause as NodeJS.ErrnoException).code]).toEqual([
      'KMOD_IO',
      errno,
      errno,
    ])
    expect(message).toBe(`Cannot ${verb} "${details.path}": ${errno}`)
    expect(details.path?.startsWith(directory)).toBe(true)
  })

  it('and shows the path as text where it is text', () => {
    const { message, details } = refusalOf(() => nodeHost.readFile(at('\xc3\xa9\xff')))
    expect(message).toBe(`Cannot open "${directory}/\u00e9\ufffd": ENOENT`)
    expect(details.path).toBe(`${directory}/\xc3\xa9\xff`)
  })

  it('where a file is no directory', () => {
    write('f', '')
    expect(refusalOf(() => nodeHost.listDirectory(at('f'))).details.errno).toBe('ENOTDIR')
    expect(refusalOf(() => nodeHost.syncDirectory(at('f'))).details.errno).toBe('ENOTDIR')
    expect(refusalOf(() => nodeHost.readFile(directory)).details.errno).toBe('EISDIR')
  })
})

describe('nodeHost.workingDirectory()', () => {
  const real = process.cwd()
  const named = process.env.PWD
  afterEach(() => {
    if (named === undefined) delete process.env.PWD
    else process.env.PWD = named
  })

  it.each<[string, () => string | undefined, () => string]>([
    ['is $PWD where that is the same directory by another name', () => at('link'), () => at('link')],
    ['is the real one where $PWD is another directory', () => directory, () => real],
    ['is the real one where $PWD does not exist', () => at('nowhere'), () => real],
    ['is the real one where $PWD is relative', () => '.', () => real],
    ['is the real one where $PWD is empty', () => '', () => real],
    ['is the real one without $PWD', () => undefined, () => real],
  ])('%s', (_, pwd, expected) => {
    fs.symlinkSync(real, at('link'))
    const value = pwd()
    if (value === undefined) delete process.env.PWD
    else process.env.PWD = value
    expect(nodeHost.workingDirectory()).toBe(expected())
  })

  it('is a byte string', () => {
    fs.symlinkSync(real, at('\u00e9'))
    process.env.PWD = at('\u00e9')
    expect(nodeHost.workingDirectory()).toBe(at('\xc3\xa9'))
  })
})

describe('nodeHost.now()', () => {
  it('is the time that files get, to some milliseconds', () => {
    const before = nodeHost.now()
    write('f', '')
    const { ctimeNs } = nodeHost.status(at('f'))
    // The clock of files ticks up to 10 ms late.
    expect(ctimeNs).toBeGreaterThan(before - 50_000_000n)
    expect(ctimeNs).toBeLessThanOrEqual(nodeHost.now() + 1_000_000n)
  })
})

describe('nodeHost.createSymbolicLink()', () => {
  it('keeps the bytes of the target', () => {
    nodeHost.createSymbolicLink('a\xff', at('\xc3\xa9'))
    expect(nodeHost.readLink(at('\xc3\xa9'))).toBe('a\xff')
  })

  it('never replaces anything', () => {
    write('there', 'text')
    expect(refusalOf(() => nodeHost.createSymbolicLink('x', at('there'))).details.errno).toBe('EEXIST')
  })
})
