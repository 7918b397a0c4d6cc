/** Reads whole modules and verifies their signatures; also finds signatures after the end of a compressed stream. */

import { byteString } from '../base/bytes.ts'
import { isKmodError, KmodError, nothing, orElse } from '../base/errors.ts'
import { pauseEach, type WorkOptions } from '../base/interruption.ts'
import { compareBytes, fromByteString, toByteString } from '../base/names.ts'
import { storedAt } from '../extract/module-store.ts'
import type { Host } from '../host/host.ts'
import type { SignatureVerdict } from '../loadability/kernel-view.ts'
import { parseTrustedKeys, type TrustedKey } from '../loadability/trusted-keys.ts'
import { verifySignature } from '../loadability/verify-signature.ts'
import { ModuleReader } from '../read/module-reader.ts'
import { findSignature, SIGNATURE_MARKER } from '../signatures/signature-traits.ts'
import type { ModuleCopy } from './module-copies.ts'

/**
 * Reads the keys in files and directories. In a directory, a file without keys is ignored.
 * @throws KmodError KMOD_IO for an unreadable path, KMOD_USAGE for a file that holds no key, or for no key at all
 */
export function loadTrustedKeys(host: Host, paths: readonly string[]): TrustedKey[] {
  const keys = paths.flatMap((path) => {
    const bytes = toByteString(path)
    if (host.status(bytes).kind !== 'directory') {
      const found = parseTrustedKeys(host.readFile(bytes), bytes)
      if (found === undefined || found.length === 0)
        throw new KmodError('KMOD_USAGE', `"${path}" has no readable certificate or public key`)
      return found
    }
    const names = host.listDirectory(bytes).map(({ name }) => name)
    return names.sort(compareBytes).flatMap((name) => {
      const file = `${bytes}/${name}`
      return host.status(file).kind === 'file' ? (parseTrustedKeys(host.readFile(file), file) ?? []) : []
    })
  })
  if (keys.length === 0)
    throw new KmodError('KMOD_USAGE', `There is no certificate in ${paths.map(fromByteString).join(', ')}`)
  return keys
}

/** Whether some of the modules are in a file of facts, without the content that a signature is verified with. */
export const lackContent = (host: Host, copies: readonly Pick<ModuleCopy, 'path'>[]): boolean =>
  copies.some(({ path }) => storedAt(host, path) !== undefined)

/**
 * By path: the result of verifying each signed module; modules without a signature and unreadable ones are left out.
 */
export async function verifyModules(
  host: Host,
  copies: readonly Pick<ModuleCopy, 'path'>[],
  keys: readonly TrustedKey[],
  { signal, onProgress }: WorkOptions = {},
): Promise<Map<string, SignatureVerdict>> {
  const reader = new ModuleReader(host)
  const verdicts = new Map<string, SignatureVerdict>()
  const round = pauseEach(8, signal)
  for (const [i, { path }] of copies.entries()) {
    onProgress?.(i, copies.length)
    await round()
    if (storedAt(host, path)) continue
    try {
      const verdict = await reader.use(path, (source) => {
        const found = findSignature(source)
        if (!('signers' in found)) return undefined
        source.load(0, found.contentEnd)
        return verifySignature(source.bytes.subarray(0, found.contentEnd), found.signers, keys)
      })
      if (verdict !== undefined) verdicts.set(path, verdict)
    } catch (error) {
      // The reader of symbols reports it.
      if (!isKmodError(error)) throw error
    }
  }
  return verdicts
}

const COMPRESSED = /\.(gz|xz|zst)$/

/** Modules that were signed after they were compressed: the marker is at the end of the compressed file. */
export const signedAfterCompression = (host: Host, copies: readonly ModuleCopy[]): ModuleCopy[] =>
  copies.filter((copy) => hasSignatureAtEnd(host, copy))

/** Whether the file of a compressed module ends with a signature. */
export function hasSignatureAtEnd(host: Host, { path, size }: Pick<ModuleCopy, 'path' | 'size'>): boolean {
  if (!COMPRESSED.test(path) || size === undefined) return false
  const stored = storedAt(host, path)
  return stored ? stored.store.isSignedAfterCompression(stored.row) : endsWithMarker(host, path, size)
}

/** Whether the file of a compressed module ends with the marker of a signature. */
export function isSignedAfterCompression(host: Host, path: string): boolean {
  const size = COMPRESSED.test(path) ? orElse(() => host.status(path).size, nothing) : undefined
  return size !== undefined && endsWithMarker(host, path, size)
}

function endsWithMarker(host: Host, path: string, size: number): boolean {
  if (size < SIGNATURE_MARKER.length) return false
  try {
    const file = host.openFile(path)
    try {
      const tail = new Uint8Array(SIGNATURE_MARKER.length)
      file.read(tail, size - tail.length)
      return byteString(tail) === byteString(SIGNATURE_MARKER)
    } finally {
      file.close()
    }
  } catch (error) {
    if (!isKmodError(error)) throw error
    return false
  }
}
