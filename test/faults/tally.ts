/** Counts faults and their results for the files, and collects complaints about wrong results. */
import type { FileSet, Judgement, Scene } from './scene.ts'

/** How a run that met a fault ended. */
export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
  /** It did not end by itself. */
  readonly hangs: boolean
}

export class Tally {
  readonly name: string
  faults = 0
  old = 0
  made = 0
  mixed = 0
  lost = 0
  /** Paths that were created, changed or removed outside of what a command should work on. */
  outside = 0
  /** Runs that make no set of files, or none that is judged. */
  others = 0
  readonly complaints: string[] = []

  constructor(name: string) {
    this.name = name
  }

  count(what: string, { set, isReadable }: Judgement, ended: Ended): void {
    this.faults++
    if (set === 'new') this.made++
    else this[set]++
    if (set === 'lost') this.complain(what, 'a file is missing, cut or of no run')
    if (!isReadable) this.complain(what, 'modprobe has another answer than from either set')
    if (ended.signal === null && ended.status !== (set === 'new' ? 0 : 1))
      this.complain(what, `the set is ${set}, and the exit status ${ended.status}`)
    if (ended.stderr.includes('    at ')) this.complain(what, `a stack trace:\n${ended.stderr}`)
    if (ended.status === 1 && ended.stderr.trimEnd().split('\n').length !== 1)
      this.complain(what, `not one line, but:\n${ended.stderr}`)
  }

  /** The old files were removed by something else: there is a new set or none. */
  async countRemoved(what: string, scene: Scene, { status, signal, stderr, hangs }: Ended): Promise<void> {
    this.faults++
    const { set, leftovers, isThere } = await scene.judge()
    if (set === 'new') this.made++
    const lines = stderr === '' ? 0 : stderr.trimEnd().split('\n').length
    if (hangs || signal !== null || (status !== 0 && status !== 1) || lines !== status)
      this.complain(what, `status ${status}, signal ${signal}:\n${stderr}`)
    if (leftovers.length > 0) this.complain(what, `it leaves ${leftovers.join(' ')}`)
    if (isThere && set !== 'new') this.complain(what, `it makes a ${set} set`)
  }

  /** A run of any command, which may succeed or fail, but must end. */
  countRun(what: string, { status, signal, stderr, hangs }: Ended, changesOutside: readonly string[]): void {
    this.faults++
    this.others++
    this.outside += changesOutside.length
    if (hangs) this.complain(what, 'the run does not end')
    else if (signal !== null || status === null || status > 2)
      this.complain(what, `status ${status}, signal ${signal}`)
    if (changesOutside.length > 0) this.complain(what, `it changes outside: ${changesOutside.join(' ')}`)
    if (stderr.includes('    at ') || stderr.includes('internal error'))
      this.complain(what, `a stack trace:\n${stderr}`)
  }

  /** The result of runs at the same time, or one after the other, for the files. */
  countSet(what: string, set: FileSet): void {
    this.faults++
    if (set === 'new') this.made++
    else this[set]++
    if (set === 'lost') this.complain(what, 'a file is missing, cut or of no run')
  }

  /** A run next to a set of files that it must not change. */
  countSingle(what: string, { stderr, hangs }: Ended, set: FileSet): void {
    this.countSet(what, set)
    if (hangs) this.complain(what, 'the run does not end')
    if (stderr.includes('    at ')) this.complain(what, `a stack trace:\n${stderr}`)
  }

  complain(what: string, text: string): void {
    this.complaints.push(`${this.name}, ${what}: ${text}`)
  }

  toString(): string {
    const { name, faults, old, made, mixed, lost, outside, others } = this
    if (others === faults && faults > 0)
      return `${name.padEnd(48)} ${String(faults).padStart(4)} faults: all ended, ${outside} changes outside`
    return `${name.padEnd(48)} ${String(faults).padStart(4)} faults: ${old} old, ${made} new, ${mixed} mixed, ${lost} lost`
  }
}
