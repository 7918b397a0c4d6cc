/** Bytes as text that is readable in a diff: `00000010  61 5f 62 00 ...  |a_b.|`. Byte strings on both sides. */
const ROW = 16

export function toHexDump(bytes: string): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += ROW) {
    const row = bytes.slice(at, at + ROW)
    const hex = Buffer.from(row, 'latin1')
      .toString('hex')
      .replace(/..(?=.)/g, '$& ')
    const offset = at.toString(16).padStart(8, '0')
    out += `${offset}  ${hex.padEnd(ROW * 3 - 1)}  |${row.replace(/[^ -~]/g, '.')}|\n`
  }
  return out
}

export function fromHexDump(dump: string): string {
  const rows = dump.split('\n').filter((line) => line !== '')
  const hex = rows.map((row) => row.slice(10, 10 + ROW * 3 - 1).replaceAll(' ', ''))
  return Buffer.from(hex.join(''), 'hex').toString('latin1')
}
