/**
 * Sends messages to syslog, as kmod does: facility daemon, the name of the program as tag, and the text that would have
 * followed the name on standard error.
 *
 * They go through the `logger` program, of util-linux or busybox, because syslog listens on a datagram socket
 * (/dev/log) and Node.js opens stream sockets only. Messages that cannot be sent are lost, as with syslog(3).
 *
 * differs from kmod: line breaks in a message are sent as `\x0a`. logger makes an entry of each line, and a name with
 * a line break in it would forge one.
 */
import { nullDeviceAccess } from '../../host/stdio.ts'
import { type Console, LABELS, type MessagePriority, PRIORITIES } from '../terminal/console.ts'
import { escapeLineBreaks } from '../terminal/escape.ts'
import { findProgram, programDirectories } from './system-programs.ts'

/** Messages of one priority; text is byte strings, one message per line. */
export type SendToSyslog = (tag: string, level: SyslogLevel, lines: readonly string[]) => void

/** The names of syslog's levels that kmod uses. */
export type SyslogLevel = 'crit' | 'err' | 'warning' | 'info'

const LEVELS: Readonly<Record<MessagePriority, SyslogLevel>> = {
  fatal: 'crit',
  error: 'err',
  warning: 'warning',
  info: 'info',
}

export interface SyslogSettings {
  readonly program: string
  /** The largest priority number that is sent. */
  readonly verbosity: number
  readonly send: SendToSyslog
}

/** A console that sends messages to syslog, in order, whenever it is flushed. Other output goes where it always did. */
export function throughSyslog(console: Console, { program, verbosity, send }: SyslogSettings): Console {
  let held: { readonly level: SyslogLevel; readonly line: string }[] = []
  const sendHeld = (): void => {
    while (held.length > 0) {
      const level = held[0]?.level ?? 'err'
      const end = held.findIndex((message) => message.level !== level)
      const batch = held.splice(0, end < 0 ? held.length : end)
      send(
        program,
        level,
        batch.map(({ line }) => line),
      )
    }
    held = []
  }
  return {
    ...console,
    message(priority, text) {
      if (PRIORITIES[priority] <= verbosity)
        held.push({ level: LEVELS[priority], line: `${LABELS[priority]}: ${escapeLineBreaks(text)}` })
    },
    flush() {
      console.flush()
      sendHeld()
    },
  }
}

/**
 * Whether standard error was closed when the program started, which kmod treats as -s. Node.js opens the null device
 * for reading and writing in its place before any code of ours runs, so this is also true if the caller redirected
 * standard error that way; not for `2>/dev/null`, which opens it for writing only.
 */
export const isStderrClosed = (): boolean => nullDeviceAccess(2) === 'read-write'

/** syslog may hang; do not wait for it forever. */
const PATIENCE_MS = 5_000
export const sendByLogger: SendToSyslog = (tag, level, lines) => {
  const logger = findProgram('logger')
  if (logger === undefined) return
  // Loaded when there is something to send: no query needs it.
  process
    .getBuiltinModule('node:child_process')
    .spawnSync(logger, ['-t', Buffer.from(tag, 'latin1').toString(), '-p', `daemon.${level}`], {
      input: Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1'),
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: PATIENCE_MS,
      env: { ...process.env, PATH: programDirectories(process.env.PATH).join(':') },
    })
}
