/** Extracts the certificates that are built into a kernel image, with which the kernel verifies its modules. */

import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Where the boot protocol has the payload of a bzImage (Linux: Documentation/arch/x86/boot.rst). */
const SETUP_SECTORS = 0x1f1
const PAYLOAD_OFFSET = 0x248
const PAYLOAD_LENGTH = 0x24c

const UNPACKERS: readonly (readonly [magic: string, command: readonly [string, ...string[]]])[] = [
  ['fd377a585a00', ['xz', '-dc', '--single-stream']],
  ['28b52ffd', ['zstd', '-dcq']],
  ['1f8b', ['gzip', '-dc']],
]

/** PEM texts; the payload of the image ends with its length, which unpackers call junk. */
export function kernelCertificates(image: string): string[] {
  const bytes = readFileSync(image)
  const start = ((bytes[SETUP_SECTORS] ?? 0) + 1) * 512 + bytes.readUInt32LE(PAYLOAD_OFFSET)
  const payload = bytes.subarray(start, start + bytes.readUInt32LE(PAYLOAD_LENGTH) - 4)
  const unpacker = UNPACKERS.find(([magic]) => payload.toString('hex', 0, magic.length / 2) === magic)
  if (unpacker === undefined) throw new Error(`Cannot unpack "${image}"`)
  const [command, ...args] = unpacker[1]
  const kernel = execFileSync(command, args, { input: payload, maxBuffer: 1 << 28 })
  return certificatesIn(kernel)
}

/** SEQUENCE with a length of two bytes, and in it another one: the form of every certificate. */
function certificatesIn(kernel: Buffer): string[] {
  const found: string[] = []
  for (let at = kernel.indexOf('3082', 0, 'hex'); at >= 0; at = kernel.indexOf('3082', at + 1, 'hex')) {
    const length = kernel.readUInt16BE(at + 2) + 4
    if (length < 300 || length > 4000 || kernel.readUInt16BE(at + 4) !== 0x3082) continue
    try {
      found.push(new X509Certificate(kernel.subarray(at, at + length)).toString())
    } catch {
      // Most of what looks like a certificate is not one.
    }
  }
  return found
}
