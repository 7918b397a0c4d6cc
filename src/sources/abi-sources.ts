/** What `tskmod abi` works on: files and directories as they are, and packages, archives and images seen as directories. */
import { hasAt } from '../base/bytes.ts'
import { hasModuleSuffix } from '../base/module-suffix.ts'
import { basename, fromByteString, toByteString } from '../base/names.ts'
import type { Host } from '../host/host.ts'
import { nodeHost } from '../host/node-host.ts'
import { openSource } from './open-source.ts'

export interface OpenedModules {
  readonly paths: readonly string[]
  /** On which all of the paths are. */
  readonly host: Host
}

/** @throws KmodError KMOD_IO, KMOD_ARCHIVE for a file that is no module and no archive */
export async function openModules(operands: readonly string[]): Promise<OpenedModules> {
  let host: Host = nodeHost
  const paths: string[] = []
  for (const operand of operands) {
    if (isFileOf(operand, isModule)) {
      paths.push(operand)
      continue
    }
    // Each archive is mounted on the machine that has the ones before it.
    const source = await openSource(operand, { host })
    paths.push(source.root)
    host = source.host ?? host
  }
  return { paths, host }
}

/** Where a target of modules is: a Module.symvers as it is, a directory, or an archive seen as one. */
export interface TargetPlace {
  readonly path: string
  readonly host: Host
}

/** @throws KmodError KMOD_IO, KMOD_ARCHIVE for a file that is no Module.symvers and no archive */
export async function locateTarget(path: string): Promise<TargetPlace> {
  if (isFileOf(path, isSymvers)) return { path, host: nodeHost }
  const { root, host = nodeHost } = await openSource(path)
  return { path: root, host }
}

function isFileOf(path: string, test: (path: string, head: Uint8Array) => boolean): boolean {
  const bytes = toByteString(path)
  if (!nodeHost.exists(bytes) || nodeHost.status(bytes).kind !== 'file') return false
  const head = new Uint8Array(4)
  const file = nodeHost.openFile(bytes)
  try {
    file.read(head, 0)
  } finally {
    file.close()
  }
  return test(fromByteString(basename(bytes)), head)
}

const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46)

const isModule = (name: string, head: Uint8Array): boolean =>
  hasModuleSuffix(name) || hasAt(head, 0, head.length, ELF)

/** Lines begin with `0x`; distributions compress the file, and keep `symvers` in its name. */
const isSymvers = (name: string, head: Uint8Array): boolean =>
  (head[0] === 0x30 && (head[1] === 0x78 || head[1] === 0x58)) || /symvers[^/]*\.(?:gz|xz|zst)$/.test(name)
