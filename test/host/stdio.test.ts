import { spawn, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { readStandardInput, STDERR, STDOUT, writeAll } from '../../src/host/stdio.ts'

/** What the next calls of writeSync() do: take so many bytes, or fail. */
let answers: (number | string)[] = []
let taken: [number, string][] = []

vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<typeof fs>()),
  writeSync: (fd: number, bytes: Uint8Array, offset = 0): number => {
    const answer = answers.shift() ?? bytes.length
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer })
    const rest = Buffer.from(bytes.subarray(offset, offset + answer))
    taken.push([fd, rest.toString('latin1')])
    return rest.length
  },
}))

afterEach(() => {
  answers = []
  taken = []
})

describe('writeAll()', () => {
  it.each<[string, (number | string)[], string[]]>([
    ['at once', [6], ['abcdef']],
    ['piece by piece', [1, 2, 3], ['a', 'bc', 'def']],
    ['once more where a pipe was full', [2, 'EAGAIN', 'EAGAIN', 4], ['ab', 'cdef']],
  ])('writes all bytes %s', (_, given, pieces) => {
    answers = given
    expect(writeAll(STDERR, Buffer.from('abcdef'))).toBe(true)
    expect(taken).toEqual(pieces.map((piece) => [2, piece]))
    expect(answers).toEqual([])
  })

  it('says when nobody reads any more', () => {
    answers = [2, 'EPIPE']
    expect(writeAll(STDOUT, Buffer.from('abcdef'))).toBe(false)
    expect(taken).toEqual([[1, 'ab']])
  })

  it('throws any other error', () => {
    answers = ['ENOSPC']
    expect(() => writeAll(STDOUT, Buffer.from('abcdef'))).toThrow('ENOSPC')
  })

  it('asks for nothing to be written when there is nothing', () => {
    expect(writeAll(STDOUT, Buffer.alloc(0))).toBe(true)
    expect(taken).toEqual([])
  })
})

const BUILT = JSON.stringify(new URL('../../dist/host/stdio.js', import.meta.url).href)
const run = (code: string): string[] => [
  '--input-type=module',
  '-e',
  `import { isTerminal, writeAll } from ${BUILT}; ${code}`,
]

describe('writeAll() in a process of its own', () => {
  it('writes more than a pipe holds to each stream', () => {
    const code = `writeAll(1, Buffer.alloc(3e6, 'o')); writeAll(2, Buffer.alloc(1e6, 'e'))`
    const { stdout, stderr } = spawnSync(process.execPath, run(code), { maxBuffer: 1e8, encoding: 'latin1' })
    expect([stdout.length, stderr.length, /^o+$/.test(stdout), /^e+$/.test(stderr)]).toEqual([
      3e6,
      1e6,
      true,
      true,
    ])
  })

  it('says when the reader has gone', async () => {
    const code = `process.exitCode = writeAll(1, Buffer.alloc(3e6)) ? 1 : 42`
    const child = spawn(process.execPath, run(code), { stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.destroy()
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(42)
  })
})

describe('isTerminal()', () => {
  it('is false for pipes', () => {
    const { stdout } = spawnSync(
      process.execPath,
      run(`writeAll(1, Buffer.from(String([isTerminal(1), isTerminal(2)])))`),
    )
    expect(String(stdout)).toBe('false,false')
  })

  it.each([
    ['/dev/zero', true],
    ['/dev/zero', false],
    // A device, but the one that every quiet caller gives: Node's stream is not even made.
    ['/dev/null', false],
  ])('asks the stream of a device other than /dev/null: %s, %s', (device, answer) => {
    const fd = fs.openSync(device, 'r+')
    const code = `if (${device === '/dev/zero'}) process.stdout.isTTY = ${answer}
      process.exitCode = isTerminal(1) ? 7 : 0`
    expect(spawnSync(process.execPath, run(code), { stdio: ['ignore', fd, 'ignore'] }).status).toBe(
      answer ? 7 : 0,
    )
    fs.closeSync(fd)
  })
})

describe('nullDeviceAccess()', () => {
  const accessOf = (redirection: string): string => {
    const code = `import { nullDeviceAccess } from ${BUILT}; process.stdout.write(String(nullDeviceAccess(2)))`
    const command = `'${process.execPath}' --input-type=module -e '${code.replaceAll("'", `'"'"'`)}' ${redirection}`
    return spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout
  }

  it.each([
    ['2>/dev/null', 'write'],
    ['2</dev/null', 'read'],
    ['2<>/dev/null', 'read-write'],
    ['2>&-', 'read-write'],
    ['2>/dev/zero', 'undefined'],
    ['', 'undefined'],
  ])('of %s is %s', (redirection, access) => {
    expect(accessOf(redirection)).toBe(access)
  })
})

describe('readStandardInput()', () => {
  it('throws what the host says', () => {
    const closed = vi.spyOn(fs, 'readFileSync').mockImplementation(() => {
      throw Object.assign(new Error('EIO'), { code: 'EIO' })
    })
    expect(() => readStandardInput()).toThrow(expect.objectContaining({ code: 'KMOD_IO' }))
    closed.mockRestore()
  })
})
