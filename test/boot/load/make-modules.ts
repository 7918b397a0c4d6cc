/** Writes the modules of the cases, and three of the kernel's own: as it is, changed, and without its signature. */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import type { Tree } from '../../conformance/trees.ts'
import { appendSignature } from '../../support/signature-builder.ts'
import { assemble, templateOf } from './asm-module.ts'
import { type CaseContext, type LoadCase, loadCases } from './cases.ts'

const E_MACHINE = 18
const AARCH64 = 183
const MARKER = '~Module signature appended~\n'
const TRAILER_SIZE = 12 + MARKER.length

/** Small modules of lib/ that need no other module; the first three that a kernel has. */
const OWN = ['crc7', 'crc8', 'crc-itu-t', 'ts_kmp', 'ts_bm', 'ts_fsm'] as const

/** @returns names of modules, in the order in which they are to be loaded; each is `NAME.ko` in `directory` */
export function makeModules(tree: Tree, directory: string, context: CaseContext): string[] {
  const paths = fs.readdirSync(tree.kernel, { recursive: true }) as string[]
  const own = OWN.filter((name) => paths.some((path) => isFileOf(path, name))).slice(0, 3)
  const [first, second, third] = own
  if (!first || !second || !third)
    throw new Error(`${tree.release} has fewer than three of ${OWN.join(', ')}`)
  const [plain, changed, unsigned] = [first, second, third].map((name) => ownModule(tree, name))
  if (!plain || !changed || !unsigned) throw new Error(`three modules of ${tree.release}`)
  const write = (name: string, bytes: Uint8Array): void =>
    fs.writeFileSync(join(directory, `${name}.ko`), bytes)
  const template = join(directory, 'template.ko')
  fs.writeFileSync(template, ownModule(tree, 'dummy'))
  const { size, initAt } = templateOf(template)
  const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(tree.release) ?? []
  const hasFlagTable = Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 1)
  fs.rmSync(template)
  const key = makeKey(directory)
  const cases = loadCases(context)
  for (const one of cases) {
    const path = join(directory, `${one.name}.ko`)
    assemble(path, { ...one, hasFlagTable }, { size, initAt })
    if (one.finish) finish(path, one.finish, key)
  }
  write(first, plain)
  const at = changed.indexOf('description=')
  changed.write('D', at + 'description='.length)
  write(second, changed)
  write(third, unsigned.subarray(0, unsigned.length - TRAILER_SIZE - signatureLength(unsigned)))
  return [...cases.map(({ name }) => name), ...own]
}

const isFileOf = (path: string, name: string): boolean =>
  new RegExp(`^${name}\\.ko(\\.xz)?$`).test(basename(path))

const signatureLength = (module: Buffer): number => module.readUInt32BE(module.length - MARKER.length - 4)

function ownModule({ kernel }: Tree, name: string): Buffer {
  const paths = fs.readdirSync(kernel, { recursive: true }) as string[]
  const path = paths.find((one) => isFileOf(one, name))
  if (path === undefined) throw new Error(`There is no module ${name} below "${kernel}"`)
  const full = join(kernel, path)
  return path.endsWith('.xz')
    ? execFileSync('xz', ['-dc', full], { maxBuffer: 1 << 26 })
    : fs.readFileSync(full)
}

interface Key {
  readonly certificate: string
  readonly key: string
}

function makeKey(directory: string): Key {
  const key = join(directory, 'key.pem')
  const certificate = join(directory, 'key.crt')
  const request = [
    'req',
    '-new',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '3',
    '-subj',
    '/CN=a key of ours',
  ]
  execFileSync('openssl', [...request, '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  return { key, certificate }
}

function finish(path: string, what: NonNullable<LoadCase['finish']>, key: Key): void {
  const module = fs.readFileSync(path)
  if (what === 'foreign-machine') module.writeUInt16LE(AARCH64, E_MACHINE)
  fs.writeFileSync(path, finished(path, module, what, key))
}

function finished(path: string, module: Buffer, what: LoadCase['finish'], key: Key): Buffer {
  switch (what) {
    case 'cut-signature':
      return appendSignature(module, new Uint8Array(8), { length: 1 << 24 })
    case 'other-kind':
      return appendSignature(module, new Uint8Array(64), { idType: 3 })
    case 'sign':
      return appendSignature(module, signature(path, key, ['-noattr']))
    case 'sign-attributes':
      return appendSignature(module, signature(path, key, []))
    case 'sign-and-change': {
      const message = signature(path, key, [])
      module.write('gpl', module.indexOf('license=GPL') + 'license='.length)
      module.write('GPL', module.indexOf('license=gpl') + 'license='.length)
      // A byte that no section has: the module is as good as before, its digest is not.
      module[9] = 1
      return appendSignature(module, message)
    }
    default:
      return module
  }
}

const signature = (path: string, { key, certificate }: Key, more: readonly string[]): Buffer =>
  execFileSync('openssl', [
    ...['cms', '-sign', '-binary', '-nocerts', '-nosmimecap', '-outform', 'DER', '-md', 'sha256'],
    ...['-in', path, '-signer', certificate, '-inkey', key, ...more],
  ])
