/**
 * The Delta filter (The .xz File Format 1.2.1, 5.3.3): each byte is stored as its difference to the byte `distance`
 * bytes before it; before the first byte there are zeros.
 */
export function decodeDelta(bytes: Uint8Array, distance: number): void {
  for (let at = distance; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) + (bytes[at - distance] ?? 0)
}
