/** What is found by a text, and why: names first, then symbols, firmware and paths. */
import type { GraphData } from './graph-data.ts'

export interface Hit {
  readonly modname: string
  /** `name`, `needs ext4_x`, `provides ext4_x`, `firmware x.bin`, `path ...`. */
  readonly why: string
}

/** One hit for each module, by the strongest reason. */
export function findHits({ nodes, edges }: GraphData, text: string): Hit[] {
  const wanted = text.trim().toLowerCase()
  const asName = wanted.replaceAll('-', '_')
  if (wanted === '') return []
  const hits = new Map<string, string>()
  const note = (modname: string, why: string): void => {
    if (!hits.has(modname)) hits.set(modname, why)
  }
  const rank = (name: string): number => (name === asName ? 0 : name.startsWith(asName) ? 1 : 2)
  const names = nodes.map(({ modname }) => modname).filter((name) => name.toLowerCase().includes(asName))
  for (const name of names.sort((a, b) => rank(a.toLowerCase()) - rank(b.toLowerCase()))) note(name, 'name')
  for (const { from, to, symbols } of edges) {
    const symbol = symbols.find((one) => one.toLowerCase().includes(wanted))
    if (symbol === undefined) continue
    note(to, `provides ${symbol}`)
    note(from, `needs ${symbol}`)
  }
  for (const { modname, firmware, path } of nodes) {
    const file = firmware.find(({ name }) => name.toLowerCase().includes(wanted))
    if (file !== undefined) note(modname, `firmware ${file.name}`)
    if (path?.toLowerCase().includes(wanted)) note(modname, `path ${path}`)
  }
  return [...hits].map(([modname, why]) => ({ modname, why }))
}
