/**
 * All output of the commands, and its rules:
 *
 * - data goes to standard output, problems to standard error as `<program>: <PRIORITY>: <text>`;
 * - a problem is printed when its priority is within the limit set by -v and -q;
 * - colours only if standard error is a terminal, unless NO_COLOR or FORCE_COLOR say otherwise (wants-colours.ts), and
 *   never on standard output;
 * - progress (progress.ts) on a terminal only, and erased before anything else is written;
 * - on a terminal, control characters in names are shown as `\xNN`, so that no module can control the terminal;
 *   pipes and files get what kmod would write;
 * - where standard output and standard error are the same file (`2>&1`, a terminal), both appear in the order in which
 *   they arose; otherwise the order is not visible, and each is written in chunks of its own;
 * - a closed pipe is not an error, but output that cannot be written is one.
 *
 * Text is byte strings (base/names.ts): bytes go out as they came in.
 */
import { byteString } from '../../base/bytes.ts'
import type { Severity } from '../../base/diagnostic.ts'
import { isTerminal, STDERR, STDOUT, sharesOneFile, writeAll } from '../../host/stdio.ts'
import { escapeForTerminal, withEscapedText } from './escape.ts'
import { wantsColours } from './wants-colours.ts'

/** kmod's priorities, by syslog's numbers. */
export const PRIORITIES = { fatal: 2, error: 3, warning: 4, info: 6 } as const
export const LABELS = { fatal: 'FATAL', error: 'ERROR', warning: 'WARNING', info: 'INFO' } as const
export type MessagePriority = Severity | 'fatal'

export const DEFAULT_VERBOSITY: number = PRIORITIES.warning

/** A run with -e can have 150,000 messages: they are written in chunks. */
const PORTION = 64 * 1024

export interface Console {
  message(priority: MessagePriority, text: string): void
  /** A whole line without a priority, such as an error about the arguments. */
  complain(line: string): void
  data(bytes: Uint8Array | string): void
  /** Prepares text for a message: on a terminal without line breaks, which would look like further messages. */
  fields<T extends object>(fields: T): T
  /** Writes buffered output. */
  flush(): void
}

const textOf = (bytes: Uint8Array | string): string => (typeof bytes === 'string' ? bytes : byteString(bytes))

type Paint = (priority: MessagePriority, label: string) => string

/**
 * @param program the name at the start of every message
 * @param verbosity the largest priority number that is printed
 */
export async function openConsole(program: string, verbosity: number): Promise<Console> {
  const onTerminal = isTerminal(STDERR)
  const dataOnTerminal = isTerminal(STDOUT)
  const paint = wantsColours(process.env, onTerminal) ? await loadPaint() : plain
  const errors = new Stream(STDERR)
  const output = new Stream(STDOUT)
  if (sharesOneFile()) {
    errors.writeAfter(output)
    output.writeAfter(errors)
  }
  const flush = (): void => {
    output.flush()
    errors.flush()
  }
  return {
    message(priority, text) {
      if (PRIORITIES[priority] > verbosity) return
      const shown = onTerminal ? escapeForTerminal(text) : text
      errors.write(`${program}: ${paint(priority, LABELS[priority])}: ${shown}\n`)
    },
    complain: (line) => errors.write(`${onTerminal ? escapeForTerminal(line) : line}\n`),
    data: (bytes) => output.write(dataOnTerminal ? escapeForTerminal(textOf(bytes)) : bytes),
    fields: (fields) => (onTerminal ? withEscapedText(fields) : fields),
    flush,
  }
}

const plain: Paint = (_priority, label) => label

/** chalk is loaded only when there is something to colour. */
async function loadPaint(): Promise<Paint> {
  const { Chalk } = await import('chalk')
  // The sixteen colours that every terminal has; whether to use any has been decided already.
  const chalk = new Chalk({ level: 1 })
  const colours = { fatal: chalk.red.bold, error: chalk.red, warning: chalk.yellow, info: chalk.cyan }
  return (priority, label) => colours[priority](label)
}

class Stream {
  readonly #fd: typeof STDOUT | typeof STDERR
  #held: string[] = []
  #heldLength = 0
  #isOpen = true
  #other: Stream | undefined

  constructor(fd: typeof STDOUT | typeof STDERR) {
    this.#fd = fd
  }

  /** Output that `other` has buffered goes out before anything is written here. */
  writeAfter(other: Stream): void {
    this.#other = other
  }

  write(bytes: Uint8Array | string): void {
    this.#other?.flush()
    if (typeof bytes !== 'string') {
      this.flush()
      this.#put(bytes)
      return
    }
    this.#held.push(bytes)
    this.#heldLength += bytes.length
    if (this.#heldLength >= PORTION) this.flush()
  }

  flush(): void {
    if (this.#heldLength === 0) return
    this.#put(Buffer.from(this.#held.join(''), 'latin1'))
    this.#held = []
    this.#heldLength = 0
  }

  #put(bytes: Uint8Array): void {
    if (!this.#isOpen) return
    try {
      this.#isOpen = writeAll(this.#fd, bytes)
    } catch (error) {
      this.#isOpen = false
      // If problems cannot be reported, that cannot be reported either.
      if (this.#fd !== STDERR) throw error
    }
  }
}
