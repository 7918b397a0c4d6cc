/** Edits of a small kernel in memory, for tests that compare runs with a cache with runs without one. */
import fc from 'fast-check'
import { pack } from '../support/containers.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { Machine, MS, SECOND } from './machine.ts'

export const MODULE_DIR = '/lib/modules/6.1.0-test'
export const CACHE = '/cache'
export const CONFIG = '/depmod.conf'
/** A directory of configuration files. */
export const CONFIG_DIRECTORY = '/depmod.d'
export const SYSTEM_MAP = '/System.map'
export const SYMVERS = '/Module.symvers'
const SUFFIXES = { '': 'none', '.gz': 'gz', '.xz': 'xz', '.zst': 'zst' } as const

/** Needs the first symbol, which may make a cycle; any other need is of a later symbol than its own. */
const BACK = 2

/** Modules of the same size, regardless of the numbers, so that a change does not show in it. */
const specOf = (owner: number, need: number, alias: number): ModuleSpec => ({
  exports: [{ name: `sym_${owner}`, crc: 1000 + alias }],
  needs: [symbolFor(owner, need), { name: `weak_${alias}`, weak: true }],
  versions: [{ name: symbolFor(owner, need), crc: 1000 + owner }],
  modinfo: [`alias=a${alias}`, `softdep=pre: m${need}`],
})

const symbolFor = (owner: number, need: number): string => `sym_${need === BACK ? 0 : owner + 1 + need}`

const digit = fc.nat(2)
const need = fc.oneof({ weight: 15, arbitrary: fc.nat(1) }, { weight: 1, arbitrary: fc.constant(BACK) })
const suffix = fc.oneof(
  { weight: 5, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.constantFrom('.gz', '.xz', '.zst') },
)
const path = fc
  .tuple(fc.constantFrom('kernel', 'kernel', 'updates'), digit, suffix)
  .map(([directory, i, suffix]) => `${MODULE_DIR}/${directory}/m${i}.ko${suffix}`)
const content = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(digit, need, digit).map((digits) => buildModule(specOf(...digits))) },
  { weight: 1, arbitrary: fc.constant(Buffer.from('no module')) },
)

/** What a path promises, so that some files need decompressing. */
function packFor(path: string, bytes: Uint8Array): Uint8Array {
  const suffix = /\.ko(.*)$/.exec(path)?.[1] as keyof typeof SUFFIXES
  return pack(bytes, SUFFIXES[suffix])
}

export type Edit = (machine: Machine) => void

/** An edit of a module that is there. */
const ofModule = <T>(arbitrary: fc.Arbitrary<T>, edit: (m: Machine, path: string, value: T) => void) =>
  fc.tuple(fc.nat(), arbitrary).map(([n, value]): Edit => {
    return (machine) => {
      const modules = machine.paths(MODULE_DIR).filter((p) => p.includes('.ko'))
      const module = modules[n % modules.length]
      if (module !== undefined) edit(machine, module, value)
    }
  })

const edits: Record<string, fc.Arbitrary<Edit>> = {
  add: fc.tuple(path, content).map(
    ([p, bytes]) =>
      (m) =>
        m.write(p, packFor(p, bytes)),
  ),
  write: ofModule(content, (m, p, bytes) => m.write(p, packFor(p, bytes))),
  writeKeepingTime: ofModule(content, (m, p, bytes) => {
    const mtime = m.mtimeOf(p)
    m.write(p, packFor(p, bytes))
    m.touch(p, mtime)
  }),
  replaceKeepingTime: ofModule(content, (m, p, bytes) => m.replace(p, packFor(p, bytes), m.mtimeOf(p))),
  remove: ofModule(fc.constant(0), (m, p) => m.remove(p)),
  move: ofModule(path, (m, from, to) => m.move(from, to)),
  swap: ofModule(path, (m, a, b) => m.swap(a, b)),
  touch: ofModule(fc.constant(0), (m, p) => m.touch(p, m.clock)),
  recompress: ofModule(path, (m, from, to) => {
    if (!from.endsWith('.ko')) return
    m.write(to, packFor(to, m.contentOf(from)))
    if (to !== from) m.remove(from)
  }),
  cut: ofModule(fc.nat(700), (m, p, length) => m.write(p, m.contentOf(p).slice(0, length))),
  mode: ofModule(fc.constantFrom(0o644, 0o600, 0), (m, p, mode) => m.chmod(p, mode)),
  user: fc.boolean().map((isPrivileged) => (m) => {
    m.isPrivileged = isPrivileged
  }),
  order: fc
    .uniqueArray(digit)
    .map(
      (order) => (m) =>
        m.write(`${MODULE_DIR}/modules.order`, order.map((i) => `kernel/m${i}.ko\n`).join('')),
    ),
  config: fc
    .constantFrom('', 'search extra built-in\n', 'exclude updates\n', 'override m1 * updates\n')
    .map((text) => (m) => m.write(CONFIG, text)),
  systemMap: digit.map((i) => (m) => m.write(SYSTEM_MAP, `${i} R __ksymtab_sym_${i}\n`)),
  configFile: fc
    .tuple(
      fc.constantFrom('a.conf', 'b.conf', 'README'),
      fc.constantFrom('', 'exclude m1.ko\n', 'nonsense\n'),
    )
    .map(
      ([name, text]) =>
        (m) =>
          m.write(`${CONFIG_DIRECTORY}/${name}`, text),
    ),
  removeConfig: digit.map((i) => (m) => {
    const file = m.paths(CONFIG_DIRECTORY)[i]
    if (file !== undefined) m.remove(file)
  }),
  symvers: digit.map((i) => (m) => m.write(SYMVERS, `0x0000000${i}\tsym_${i}\tvmlinux\tEXPORT_SYMBOL\t\n`)),
  builtin: digit.map((i) => (m) => m.write(`${MODULE_DIR}/modules.builtin`, `kernel/b${i}.ko\n`)),
  builtinModinfo: digit.map(
    (i) => (m) => m.write(`${MODULE_DIR}/modules.builtin.modinfo`, `b${i}.alias=x${i}\0`),
  ),
  removeFile: fc
    .constantFrom('modules.order', 'modules.builtin', 'modules.builtin.modinfo')
    .map((name) => (m) => m.remove(`${MODULE_DIR}/${name}`)),
  // As another depmod does.
  outputs: digit.map((i) => (m) => m.write(`${MODULE_DIR}/modules.alias`, String(i))),
  damageCache: fc.nat().map((at) => (m) => {
    for (const cache of m.paths(CACHE)) {
      const bytes = m.contentOf(cache)
      const i = at % bytes.length
      bytes[i] = (bytes[i] ?? 0) ^ 0x10
    }
  }),
}

const edit = fc.oneof(...Object.values(edits))
const wait = fc.constantFrom(0n, MS, 700n * MS, 3n * SECOND, 3n * SECOND)
/** Time goes by, a run, time, edits, time. The run has perhaps an edit in it, right after a module was read. */
export const step = fc.record({
  waits: fc.tuple(wait, wait, wait),
  during: fc.option(edit),
  edits: fc.array(edit, { minLength: 1, maxLength: 3 }),
})

export function newMachine(tick: bigint): Machine {
  const machine = new Machine()
  machine.tick = tick
  for (const name of [CONFIG, SYSTEM_MAP, SYMVERS, `${MODULE_DIR}/modules.builtin`]) machine.write(name, '')
  for (let i = 0; i < 3; i++) machine.write(`${MODULE_DIR}/kernel/m${i}.ko`, buildModule(specOf(i, 0, i)))
  machine.clock += 60n * SECOND
  return machine
}
