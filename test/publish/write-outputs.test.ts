import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isKmodError, KmodError } from '../../src/base/errors.ts'
import type { Host, NewFile } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { writeOutputs } from '../../src/publish/write-outputs.ts'

const OUTPUTS = [
  { name: 'modules.dep', bytes: Buffer.from('new dep') },
  { name: 'modules.dep.bin', bytes: Buffer.from([0, 1, 255]) },
  { name: 'modules.alias', bytes: Buffer.from('') },
]
const NEW_SET = { 'modules.dep': 'new dep', 'modules.dep.bin': '\0\x01\xff', 'modules.alias': '' }
/** modules.dep.bin has not been there before. */
const OLD_SET = { 'modules.dep': 'old dep', 'modules.alias': 'old alias', 'modules.order': 'a.ko\n' }

let directory: string
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), 'tskmod-publish-'))
})
afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

const writeSet = (set: Readonly<Record<string, string>>): void => {
  for (const [name, text] of Object.entries(set)) fs.writeFileSync(join(directory, name), text, 'latin1')
}

/** Every entry of the directory with its content, hidden ones too. */
const filesIn = (path: string): Record<string, string> =>
  Object.fromEntries(fs.readdirSync(path).map((name) => [name, fs.readFileSync(join(path, name), 'latin1')]))

/** The KmodError that writing ends with; `undefined` when it succeeds. */
async function refusalOf(host: Host, target = directory): Promise<KmodError | undefined> {
  try {
    await writeOutputs(host, target, OUTPUTS)
  } catch (error) {
    if (isKmodError(error)) return error
    throw error
  }
  return undefined
}

describe('writeOutputs()', () => {
  it('replaces old files, adds new ones and leaves no other files', async () => {
    writeSet(OLD_SET)
    await writeOutputs(nodeHost, directory, OUTPUTS)
    expect(filesIn(directory)).toEqual({ ...OLD_SET, ...NEW_SET })
  })

  it('makes the directory with its parents', async () => {
    const target = join(directory, 'lib/modules/6.1')
    await writeOutputs(nodeHost, target, OUTPUTS)
    expect(filesIn(target)).toEqual(NEW_SET)
  })

  it('makes the directory even when there is nothing to write', async () => {
    await writeOutputs(nodeHost, join(directory, 'x'), [])
    expect(fs.readdirSync(join(directory, 'x'))).toEqual([])
  })

  it.each([0o000, 0o022, 0o077, 0o777])('gives every file mode 0644 under umask %o', async (umask) => {
    writeSet(OLD_SET)
    fs.chmodSync(join(directory, 'modules.dep'), 0o600)
    const before = process.umask(umask)
    try {
      await writeOutputs(nodeHost, directory, OUTPUTS)
    } finally {
      process.umask(before)
    }
    const modes = OUTPUTS.map(({ name }) => fs.statSync(join(directory, name)).mode & 0o7777)
    expect(modes).toEqual([0o644, 0o644, 0o644])
  })

  it('puts a file in the place of a symbolic link, and leaves what it led to alone', async () => {
    const outside = join(directory, 'outside')
    fs.writeFileSync(outside, 'precious')
    fs.symlinkSync(outside, join(directory, 'modules.dep'))
    fs.symlinkSync(join(directory, 'nowhere'), join(directory, 'modules.alias'))
    await writeOutputs(nodeHost, directory, OUTPUTS)
    expect(filesIn(directory)).toEqual({ ...NEW_SET, outside: 'precious' })
    expect(fs.lstatSync(join(directory, 'modules.dep')).isFile()).toBe(true)
    expect(fs.lstatSync(join(directory, 'modules.alias')).isFile()).toBe(true)
  })

  it('puts a file in the place of a symbolic link to a directory too', async () => {
    fs.mkdirSync(join(directory, 'elsewhere'))
    fs.symlinkSync('elsewhere', join(directory, 'modules.dep'))
    await writeOutputs(nodeHost, directory, OUTPUTS)
    expect(fs.lstatSync(join(directory, 'modules.dep')).isFile()).toBe(true)
    expect(fs.readdirSync(join(directory, 'elsewhere'))).toEqual([])
  })

  it('replaces a name of a file that has several, and no other', async () => {
    writeSet(OLD_SET)
    fs.linkSync(join(directory, 'modules.dep'), join(directory, 'kept'))
    await writeOutputs(nodeHost, directory, OUTPUTS)
    expect(filesIn(directory)).toEqual({ ...OLD_SET, ...NEW_SET, kept: 'old dep' })
  })

  it('refuses a target that is a directory, and leaves all as it was', async () => {
    writeSet(OLD_SET)
    fs.mkdirSync(join(directory, 'modules.dep.bin'))
    const error = await refusalOf(nodeHost)
    expect([error?.code, error?.details]).toEqual([
      'KMOD_IO',
      { path: directory, step: 'write-outputs', errno: 'EISDIR' },
    ])
    fs.rmdirSync(join(directory, 'modules.dep.bin'))
    expect(filesIn(directory)).toEqual(OLD_SET)
  })

  it('reports a directory that cannot be made', async () => {
    writeSet({ file: '' })
    const target = join(directory, 'file/below')
    const error = await refusalOf(nodeHost, target)
    expect([error?.code, error?.details.step, error?.details.path, error?.details.errno]).toEqual([
      'KMOD_IO',
      'make-directory',
      target,
      'ENOTDIR',
    ])
  })
})

describe('writeOutputs() of outputs that are made one after the other', () => {
  it('has written one, under a temporary name, when it asks for the next, and gives all of them back', async () => {
    writeSet(OLD_SET)
    const there: string[][] = []
    function* make() {
      for (const output of OUTPUTS) {
        there.push(
          fs
            .readdirSync(directory)
            .flatMap((name) => /^\.(.*?)\.\d+(?:-[0-9a-z]+)*\.[0-9a-z]+\.tmp$/.exec(name)?.[1] ?? []),
        )
        yield output
      }
    }
    expect(await writeOutputs(nodeHost, directory, make())).toEqual(OUTPUTS)
    expect(there.map((names) => names.sort())).toEqual([
      [],
      ['modules.dep'],
      ['modules.dep', 'modules.dep.bin'],
    ])
    expect(filesIn(directory)).toEqual({ ...OLD_SET, ...NEW_SET })
  })

  it('leaves all as it was when one cannot be made, and passes on why', async () => {
    writeSet(OLD_SET)
    const reason = new KmodError('KMOD_INDEX_BAD_KEY', 'Cannot index it')
    function* make() {
      yield* OUTPUTS.slice(0, 2)
      throw reason
    }
    await expect(writeOutputs(nodeHost, directory, make())).rejects.toBe(reason)
    expect(filesIn(directory)).toEqual(OLD_SET)
  })
})

const OPERATIONS = [
  'createFile',
  'setMode',
  'write',
  'sync',
  'close',
  'link',
  'rename',
  'syncDirectory',
] as const
type Operation = (typeof OPERATIONS)[number]

/** How often each operation is asked for when nothing fails: for each file and, but for the rename, the journal. */
const CALLS: Readonly<Record<Operation, number>> = {
  createFile: 4,
  setMode: 4,
  write: 4,
  sync: 4,
  close: 4,
  link: 4,
  rename: 3,
  syncDirectory: 1,
}

/** The node host, where the n-th call of one operation fails. Counts all calls. */
class FailingHost {
  readonly calls = Object.fromEntries(OPERATIONS.map((name) => [name, 0])) as Record<Operation, number>
  readonly host: Host

  constructor(operation?: Operation, n = 0, failure: () => Error = () => new Error('unused')) {
    const attempt = (name: Operation): void => {
      if (++this.calls[name] === n && name === operation) throw failure()
    }
    const watch = (file: NewFile): NewFile => ({
      write: (bytes) => {
        attempt('write')
        file.write(bytes)
      },
      setMode: (mode) => {
        attempt('setMode')
        file.setMode(mode)
      },
      sync: async () => {
        attempt('sync')
        await file.sync()
      },
      close: () => {
        // As on a real host, the file is closed even when close() reports an error.
        file.close()
        attempt('close')
      },
    })
    this.host = {
      ...nodeHost,
      createFile: (path) => {
        attempt('createFile')
        return watch(nodeHost.createFile(path))
      },
      link: (existing, path) => {
        attempt('link')
        nodeHost.link(existing, path)
      },
      rename: (from, to) => {
        attempt('rename')
        nodeHost.rename(from, to)
      },
      syncDirectory: (path) => {
        attempt('syncDirectory')
        nodeHost.syncDirectory(path)
      },
    }
  }
}

const refusal = (errno: string) => (): KmodError =>
  new KmodError('KMOD_IO', `Cannot go on: ${errno}`, { path: '/some/temporary/file', errno })

describe('writeOutputs() when the host refuses', () => {
  it('is asked for each operation as often as the tests below believe', async () => {
    const failing = new FailingHost()
    writeSet(OLD_SET)
    await writeOutputs(failing.host, directory, OUTPUTS)
    expect(failing.calls).toEqual(CALLS)
  })

  const cases = OPERATIONS.flatMap((operation) =>
    Array.from({ length: CALLS[operation] }, (_, i) =>
      ['ENOSPC', 'EROFS', 'EACCES'].map((errno) => [operation, i + 1, errno] as const),
    ).flat(),
  )
  it.each(cases)(
    '%s call %i with %s: the old set remains, and the error names the directory',
    async (operation, n, errno) => {
      writeSet(OLD_SET)
      const error = await refusalOf(new FailingHost(operation, n, refusal(errno)).host)
      expect(filesIn(directory)).toEqual(OLD_SET)
      expect([error?.code, error?.message, error?.details]).toEqual([
        'KMOD_IO',
        `Cannot go on: ${errno}`,
        { path: directory, step: 'write-outputs', errno },
      ])
    },
  )

  it.each([1, 2, 3])('rename call %i puts back old files with their mode and links as links', async (n) => {
    writeSet(OLD_SET)
    fs.chmodSync(join(directory, 'modules.dep'), 0o640)
    fs.rmSync(join(directory, 'modules.alias'))
    fs.symlinkSync('modules.order', join(directory, 'modules.alias'))
    await refusalOf(new FailingHost('rename', n, refusal('EIO')).host)
    expect(fs.statSync(join(directory, 'modules.dep')).mode & 0o7777).toBe(0o640)
    expect(fs.readlinkSync(join(directory, 'modules.alias'))).toBe('modules.order')
    expect(fs.readdirSync(directory).sort()).toEqual(['modules.alias', 'modules.dep', 'modules.order'])
  })

  // FAT and some network file systems have no hard links: the old files cannot be kept, but new ones can be written.
  it.each(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'])(
    'with %s for a hard link it writes all the same',
    async (errno) => {
      writeSet(OLD_SET)
      for (const n of [1, 2, 3, 4])
        expect(await refusalOf(new FailingHost('link', n, refusal(errno)).host)).toBeUndefined()
      expect(filesIn(directory)).toEqual({ ...OLD_SET, ...NEW_SET })
    },
  )

  it.each(['createFile', 'write', 'sync', 'rename'] as const)(
    'lets an error of our own in %s pass as it is, and cleans up',
    async (operation) => {
      writeSet(OLD_SET)
      const mistake = new TypeError('x is not a function')
      await expect(
        writeOutputs(new FailingHost(operation, 2, () => mistake).host, directory, OUTPUTS),
      ).rejects.toBe(mistake)
      expect(filesIn(directory)).toEqual(OLD_SET)
    },
  )
})
