import { expect, it } from 'vitest'
import { nothing, orElse } from '../../src/base/errors.ts'
import { type FileQueries, QueryRecorder, stillHold } from '../../src/cache/file-queries.ts'
import type { Host } from '../../src/host/host.ts'
import { Machine, SECOND } from './machine.ts'

const DIRECTORY = '/d'
const FILE = `${DIRECTORY}/a.ko`
const OTHER = `${DIRECTORY}/modules.dep`

function machineWithFiles(): Machine {
  const machine = new Machine()
  machine.write(FILE, 'one')
  machine.write(OTHER, 'two')
  machine.clock += 60n * SECOND
  return machine
}

function record(machine: Machine, ask: (host: Host) => void, searched?: string): FileQueries | undefined {
  const recorder = new QueryRecorder(machine.host, machine.clock)
  ask(recorder.recordingHost(searched))
  return recorder.recorded()
}

const refused = (action: () => unknown): void => void orElse(action, nothing)

const ASK: Record<string, (host: Host) => void> = {
  list: (host) => host.listDirectory(DIRECTORY),
  read: (host) => host.readFile(FILE),
  input: (host) => host.readInput(FILE),
  status: (host) => host.status(FILE),
  exists: (host) => host.exists(FILE),
  'exists not': (host) => host.exists('/none'),
  'status of nothing': (host) => refused(() => host.status('/none')),
  'read of nothing': (host) => refused(() => host.readFile('/none')),
}

const EDITS: Record<string, (machine: Machine) => void> = {
  nothing: () => undefined,
  'write in place': (machine) => machine.write(FILE, 'six'),
  remove: (machine) => machine.remove(FILE),
  add: (machine) => machine.write(`${DIRECTORY}/b`, ''),
  'add elsewhere': (machine) => machine.write('/none', ''),
}

it.each([
  ['list', ['remove', 'add']],
  ['read', ['write in place', 'remove']],
  ['input', ['write in place', 'remove']],
  ['status', ['write in place', 'remove']],
  ['exists', ['remove']],
  ['exists not', ['add elsewhere']],
  ['status of nothing', ['add elsewhere']],
  ['read of nothing', ['add elsewhere']],
])('stillHold() sees what changes the answer of %s', (question, seen) => {
  for (const [name, edit] of Object.entries(EDITS)) {
    const machine = machineWithFiles()
    const queries = record(machine, ASK[question] ?? nothing)
    edit(machine)
    expect([name, queries && stillHold(machine.host, queries)]).toEqual([name, !seen.includes(name)])
  }
})

it('the answers of a recording host are those of the host', () => {
  const { host } = machineWithFiles()
  const recording = new QueryRecorder(host, host.now()).recordingHost()
  expect(recording.listDirectory(DIRECTORY)).toEqual(host.listDirectory(DIRECTORY))
  expect(recording.readFile(FILE)).toEqual(host.readFile(FILE))
  expect(recording.status(FILE)).toEqual(host.status(FILE))
  expect([recording.exists(FILE), recording.exists('/none')]).toEqual([true, false])
  expect(() => recording.readFile('/none')).toThrow('ENOENT')
  expect(() => recording.listDirectory('/none')).toThrow('ENOENT')
})

it('of a directory of modules only modules and directories matter', () => {
  const machine = machineWithFiles()
  const queries = record(machine, (host) => host.listDirectory(DIRECTORY), DIRECTORY)
  machine.remove(OTHER)
  machine.write(`${DIRECTORY}/.modules.dep.1.tmp`, '')
  expect(queries && stillHold(machine.host, queries)).toBe(true)
  machine.write(`${DIRECTORY}/sub/x`, '')
  expect(queries && stillHold(machine.host, queries)).toBe(false)
})

it('a directory that was changed a moment ago is listed, a file is not recorded', () => {
  const machine = machineWithFiles()
  machine.write(`${DIRECTORY}/new`, 'abc')
  machine.clock += SECOND
  const queries = record(machine, (host) => host.listDirectory(DIRECTORY))
  // In the same tick of a coarse clock this would not show in the ctime.
  machine.tick = 60n * SECOND
  expect(queries && stillHold(machine.host, queries)).toBe(true)
  machine.write(`${DIRECTORY}/newer`, '')
  expect(queries && stillHold(machine.host, queries)).toBe(false)
  expect(record(machine, (host) => host.readFile(`${DIRECTORY}/new`))).toBeUndefined()
})

it('two answers to one question are not recorded, the same answer is', () => {
  const machine = machineWithFiles()
  const twice = (between: () => void) =>
    record(machine, (host) => {
      host.exists('/none')
      host.readFile(FILE)
      between()
      host.exists('/none')
      host.readFile(FILE)
    })
  expect(twice(() => undefined)?.queries.length).toBe(2)
  expect(twice(() => machine.write('/none', ''))).toBeUndefined()
})

it('a directory that cannot be listed is not recorded', () => {
  const machine = machineWithFiles()
  expect(record(machine, (host) => refused(() => host.listDirectory('/none')))).toBeUndefined()
})

it('a file that not everybody may read is looked at each time', () => {
  const machine = machineWithFiles()
  machine.isPrivileged = true
  machine.chmod(FILE, 0o600)
  machine.clock += 60n * SECOND
  const queries = record(machine, (host) => host.readFile(FILE))
  expect(queries && stillHold(machine.host, queries)).toBe(true)
  machine.isPrivileged = false
  expect(queries && stillHold(machine.host, queries)).toBe(false)
})

it('the null device is known by its number', () => {
  const machine = machineWithFiles()
  const device = (rdev: bigint): Host => ({
    ...machine.host,
    status: (path) => ({
      ...machine.host.status(FILE),
      kind: 'other',
      mode: 0o20666,
      rdev: path === '/dev/null' ? 259n : rdev,
    }),
    readInput: () => new Uint8Array(0),
  })
  const recorder = new QueryRecorder(device(259n), machine.clock)
  recorder.recordingHost().readInput('/null')
  const queries = recorder.recorded()
  expect(queries && stillHold(device(259n), queries)).toBe(true)
  expect(queries && stillHold(device(260n), queries)).toBe(false)
  // Another device may have other content each time.
  const terminal = new QueryRecorder(device(260n), machine.clock)
  terminal.recordingHost().readInput('/tty')
  expect(terminal.recorded()).toBeUndefined()
})
