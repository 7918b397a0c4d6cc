import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type Console,
  DEFAULT_VERBOSITY,
  type MessagePriority,
  openConsole,
} from '../../../src/cli/terminal/console.ts'

/** A terminal or not, and all that was written: stream and text of each write. */
const streams = { isTerminal: false, isShared: false, isRead: true, written: [] as [number, string][] }

vi.mock('../../../src/host/stdio.ts', () => ({
  STDOUT: 1,
  STDERR: 2,
  isTerminal: () => streams.isTerminal,
  sharesOneFile: () => streams.isShared,
  writeAll: (fd: number, bytes: Uint8Array) => {
    streams.written.push([fd, Buffer.from(bytes).toString('latin1')])
    return streams.isRead
  },
}))

beforeEach(() => {
  Object.assign(streams, { isTerminal: false, isShared: false, isRead: true, written: [] })
  vi.stubEnv('NO_COLOR', undefined)
  vi.stubEnv('FORCE_COLOR', undefined)
  vi.stubEnv('TERM', 'xterm')
})
afterEach(() => vi.unstubAllEnvs())

/** All that `use` writes to one stream. */
async function output(
  fd: number,
  use: (console: Console) => void,
  verbosity = DEFAULT_VERBOSITY,
): Promise<string> {
  const console = await openConsole('depmod', verbosity)
  use(console)
  console.flush()
  return streams.written.flatMap(([to, text]) => (to === fd ? [text] : [])).join('')
}

const PRIORITIES: readonly MessagePriority[] = ['fatal', 'error', 'warning', 'info']

describe('message()', () => {
  it('goes to standard error with the program and the priority', async () => {
    const text = await output(
      2,
      (console) => {
        for (const priority of PRIORITIES) console.message(priority, `a ${priority}`)
      },
      7,
    )
    expect(text).toBe(
      'depmod: FATAL: a fatal\ndepmod: ERROR: a error\ndepmod: WARNING: a warning\ndepmod: INFO: a info\n',
    )
    expect(streams.written.every(([fd]) => fd === 2)).toBe(true)
  })

  it.each([
    [DEFAULT_VERBOSITY, ['FATAL', 'ERROR', 'WARNING']],
    [DEFAULT_VERBOSITY + 1, ['FATAL', 'ERROR', 'WARNING']],
    [DEFAULT_VERBOSITY + 2, ['FATAL', 'ERROR', 'WARNING', 'INFO']],
    [3, ['FATAL', 'ERROR']],
    [2, ['FATAL']],
    [1, []],
  ])('at verbosity %i lets %j pass', async (verbosity, labels) => {
    const text = await output(
      2,
      (console) => {
        for (const priority of PRIORITIES) console.message(priority, 'x')
      },
      verbosity,
    )
    expect(text).toBe(labels.map((label) => `depmod: ${label}: x\n`).join(''))
  })

  it('writes byte strings as the bytes they are, where there is no terminal', async () => {
    expect(await output(2, (console) => console.message('error', '\xe9\x1b[31m\n'))).toBe(
      'depmod: ERROR: \xe9\x1b[31m\n\n',
    )
  })
})

const ESCAPE = '\x1b['

describe('message() on a terminal', () => {
  beforeEach(() => {
    streams.isTerminal = true
  })

  it('shows control characters, so that no name can write to the screen', async () => {
    process.env.NO_COLOR = '1'
    const text = await output(2, (console) => console.message('error', 'a\x1b[2Jb\x07\x9b'))
    expect(text).toBe('depmod: ERROR: a\\x1b[2Jb\\x07\\x9b\n')
  })

  it('has no colours where NO_COLOR is set', async () => {
    process.env.NO_COLOR = '1'
    const text = await output(2, (console) => console.message('fatal', 'x'))
    expect(text).toBe('depmod: FATAL: x\n')
  })

  it('colours nothing but the priority', async () => {
    const text = await output(2, (console) => {
      console.message('error', 'x')
      console.message('warning', 'y')
    })
    expect(text).toBe(
      `depmod: ${ESCAPE}31mERROR${ESCAPE}39m: x\ndepmod: ${ESCAPE}33mWARNING${ESCAPE}39m: y\n`,
    )
  })

  it('has no control characters in data and complaints either', async () => {
    expect(await output(1, (console) => console.data('\x1b[31m\n'))).toBe('\\x1b[31m\n')
    const both = await output(1, (console) => console.data(Buffer.from('\x07a\tb\n')))
    expect(both).toBe('\\x1b[31m\n\\x07a\tb\n')
    expect(await output(2, (console) => console.complain('\x1bc'))).toBe('\\x1bc\n')
  })

  it('has a message on one line, whatever names are in it', async () => {
    vi.stubEnv('NO_COLOR', '1')
    const text = await output(2, (console) =>
      console.message('error', `Module ${console.fields({ name: 'a\ndepmod: b', line: 1 }).name} not found.`),
    )
    expect(text).toBe('depmod: ERROR: Module a\\x0adepmod: b not found.\n')
  })
})

describe('complain()', () => {
  it('writes the line to standard error as it is, whatever the verbosity', async () => {
    expect(await output(2, (console) => console.complain("depmod: invalid option -- 'z'"), 0)).toBe(
      "depmod: invalid option -- 'z'\n",
    )
  })
})

describe('data()', () => {
  it('goes to standard output as it is, text and bytes in their order', async () => {
    const text = await output(1, (console) => {
      console.data('a\xe9')
      console.data(Buffer.from([0x62, 0xff, 0]))
      console.data('c')
    })
    expect(text).toBe('a\xe9b\xff\0c')
    expect(streams.written.every(([fd]) => fd === 1)).toBe(true)
  })
})

describe('writing', () => {
  it('holds text back until flush()', async () => {
    const console = await openConsole('depmod', DEFAULT_VERBOSITY)
    console.message('error', 'x')
    console.data('y')
    expect(streams.written).toEqual([])
    console.flush()
    expect(streams.written).toEqual([
      [1, 'y'],
      [2, 'depmod: ERROR: x\n'],
    ])
    console.flush()
    expect(streams.written).toHaveLength(2)
  })

  it('keeps the order of both streams where they are one file', async () => {
    streams.isShared = true
    const console = await openConsole('depmod', DEFAULT_VERBOSITY)
    console.message('error', 'x')
    console.message('error', 'y')
    console.data('1')
    console.data(Buffer.from('2'))
    console.complain('z')
    console.flush()
    expect(streams.written).toEqual([
      [2, 'depmod: ERROR: x\ndepmod: ERROR: y\n'],
      [1, '1'],
      [1, '2'],
      [2, 'z\n'],
    ])
  })

  it('goes in portions where there is much, and loses nothing', async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `needs unknown symbol symbol_${i}`)
    const text = await output(2, (console) => {
      for (const line of lines) console.message('warning', line)
    })
    expect(text).toBe(lines.map((line) => `depmod: WARNING: ${line}\n`).join(''))
    expect(streams.written.length).toBeGreaterThan(2)
    expect(streams.written.length).toBeLessThan(20)
  })

  it('ends without a word where nobody reads', async () => {
    streams.isRead = false
    const text = await output(1, (console) => {
      console.data(Buffer.from('first'))
      console.data(Buffer.from('second'))
      console.data('third')
    })
    expect(text).toBe('first')
  })

  it('goes on to standard error where nobody reads standard output', async () => {
    streams.isRead = false
    const text = await output(2, (console) => {
      console.data(Buffer.from('data'))
      console.message('error', 'x')
    })
    expect(text).toBe('depmod: ERROR: x\n')
  })
})
