/**
 * A progress bar for a terminal: how many modules have been read, how fast, and how long the rest will take. Work that
 * ends within a second shows no bar, and neither does a standard error that is a pipe.
 */
import { isTerminal, STDERR, writeAll } from '../../host/stdio.ts'

/** Shorter work shows no bar. */
const PATIENCE_MS = 1000
/** Interval between two updates of the bar. */
const REDRAW_MS = 100
const BAR_WIDTH = 24
/** Returns to the start of the line and erases it. */
const CLEAR = '\r\x1b[K'

export interface Progress {
  update(done: number, total: number): void
  /** Erases the bar. */
  end(): void
}

export interface Terminal {
  /** Milliseconds from an arbitrary start. */
  now(): number
  write(text: string): void
  readonly columns: number
}

/** `undefined` if standard error is not a terminal. */
export function openProgress(): Progress | undefined {
  if (process.env.TERM === 'dumb' || !isTerminal(STDERR)) return undefined
  return showProgress({
    now: () => performance.now(),
    write: (text) => writeAll(STDERR, Buffer.from(text)),
    columns: process.stderr.columns || 80,
  })
}

export function showProgress({ now, write, columns }: Terminal): Progress {
  const started = now()
  // Work may come in several passes, such as the modules of one kernel and then those of another one.
  let pass = { started, done: 0, total: 0 }
  let drawn: number | undefined
  const end = (): void => {
    if (drawn !== undefined) write(CLEAR)
    drawn = undefined
  }
  return {
    update(done, total) {
      const time = now()
      const isNext = done < pass.done || (pass.total !== 0 && total !== pass.total)
      pass = { started: isNext ? time : pass.started, done, total }
      if (done === total) end()
      else if (time - started >= PATIENCE_MS && time - (drawn ?? 0) >= REDRAW_MS) {
        drawn = time
        write(`${CLEAR}${progressLine(done, total, time - pass.started).slice(0, columns - 1)}`)
      }
    },
    end,
  }
}

export function progressLine(done: number, total: number, elapsedMs: number): string {
  const perSecond = (done / Math.max(elapsedMs, 1)) * 1000
  const filled = Math.floor((done / total) * BAR_WIDTH)
  const bar = `[${'#'.repeat(filled).padEnd(BAR_WIDTH, '.')}]`
  const left = done === 0 ? '' : `, ${duration((total - done) / perSecond)} left`
  return `${bar} ${done}/${total} modules, ${Math.round(perSecond)}/s${left}`
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}
