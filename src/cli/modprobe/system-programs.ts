/**
 * Finds the programs that modprobe runs, often as root: `insmod`, `rmmod` and `logger`. kmod needs none of them, so
 * nothing that it would ignore may decide which one runs. Absolute directories of $PATH come first, because some
 * systems (NixOS) have the programs nowhere else, and anyone who sets $PATH has already chosen which Node.js runs.
 * Relative and empty entries, which mean the working directory, are ignored; without $PATH only the directories of the
 * system are searched.
 */
import { isKmodError } from '../../base/errors.ts'
import { toByteString } from '../../base/names.ts'
import { nodeHost } from '../../host/node-host.ts'

/** Often missing from the $PATH of users other than root. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** The directories to search, each once: only absolute ones. */
export const programDirectories = (path: string | undefined): string[] => [
  ...new Set([
    ...(path ?? '').split(':').filter((directory) => directory.startsWith('/')),
    ...SYSTEM_DIRECTORIES,
  ]),
]

/** The absolute path of a program; `undefined` when no directory has it. */
export function findProgram(name: string, path: string | undefined = process.env.PATH): string | undefined {
  return programDirectories(path)
    .map((directory) => `${directory.replace(/\/+$/, '')}/${name}`)
    .find((file) => isProgram(toByteString(file)))
}

const MAY_BE_RUN = 0o111

function isProgram(path: string): boolean {
  if (!nodeHost.exists(path)) return false
  try {
    const { kind, mode } = nodeHost.status(path)
    return kind === 'file' && (mode & MAY_BE_RUN) !== 0
  } catch (error) {
    if (!isKmodError(error)) throw error
    return false
  }
}
