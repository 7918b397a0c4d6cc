/** Parses the guest's report on its serial console (init.sh describes it). */

export interface Step {
  readonly status: number
  readonly lines: readonly string[]
}

export interface GuestReport {
  /** By key, in the order of the guest. */
  readonly steps: ReadonlyMap<string, Step>
  /** Whether the guest finished. */
  readonly done: boolean
}

/** A line of /proc/modules: name, size, users, their names, state, address. */
export interface LoadedModule {
  readonly name: string
  readonly state: string
}

const BEGIN = /^@@ begin (.*?): /
const END = /^@@ end (\d+) (.*)$/

/** A step that did not end is not in the report. */
export function readReport(serial: string): GuestReport {
  const steps = new Map<string, Step>()
  let done = false
  let lines: string[] = []
  for (const line of serial.split(/\r*\n/)) {
    const end = END.exec(line)
    if (end?.[2] !== undefined) steps.set(end[2], { status: Number(end[1]), lines })
    if (end || BEGIN.test(line)) lines = []
    else lines.push(line)
    done ||= line === '@@ done'
  }
  return { steps, done }
}

/** The modules that were loaded at that point, oldest first: the kernel lists the newest first. */
export function modulesAt(report: GuestReport, point: string): LoadedModule[] {
  const lines = report.steps.get(`modules ${point}`)?.lines ?? []
  return lines
    .map((line) => line.split(' '))
    .map(([name = '', , , , state = '']) => ({ name, state }))
    .reverse()
}

/** A call of `modprobe -v` for one name or alias. */
export interface Loading {
  readonly name: string
  readonly status: number
  /** The modules that it reports as inserted, as lines of `modprobe -D`. */
  readonly inserted: readonly string[]
}

/** In the order of the guest. */
export function loadings(report: GuestReport): Loading[] {
  return [...report.steps].flatMap(([key, { status, lines }]) => {
    const name = /^(?:name|alias) (.*)$/.exec(key)?.[1]
    return name === undefined
      ? []
      : [{ name, status, inserted: lines.filter((line) => line.startsWith('insmod ')) }]
  })
}
