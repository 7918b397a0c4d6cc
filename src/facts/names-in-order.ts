/**
 * Numbers names by their first mention, module by module. Threads that share the reading number them as they meet them,
 * so the same modules would otherwise make other bytes in each run.
 */
import type { NameColumns } from '../base/name-table.ts'
import type { FactsColumns } from './facts-columns.ts'

const UNSEEN = -1

/** The same facts; names that no row mentions are left out. */
export function namesInOrder(facts: FactsColumns): FactsColumns {
  const { names, exported, needed } = facts
  const numbers = new Int32Array(names.starts.length).fill(UNSEEN)
  const order = new Int32Array(names.starts.length)
  let count = 0
  const renumbered = [exported, needed].map(({ name }) => new Int32Array(name.length))
  const modules = exported.starts.length - 1
  for (let module = 0; module < modules; module++)
    for (const [group, { starts, name }] of [exported, needed].entries()) {
      const into = renumbered[group] ?? new Int32Array(0)
      for (let row = starts[module] ?? 0; row < (starts[module + 1] ?? 0); row++) {
        const id = name[row] ?? 0
        if (numbers[id] === UNSEEN) {
          order[count] = id
          numbers[id] = count++
        }
        into[row] = numbers[id] ?? 0
      }
    }
  const [ofExported = exported.name, ofNeeded = needed.name] = renumbered
  return {
    names: picked(names, order.subarray(0, count)),
    exported: { ...exported, name: ofExported },
    needed: { ...needed, name: ofNeeded },
    fields: facts.fields,
  }
}

function picked({ bytes, starts }: NameColumns, order: Int32Array): NameColumns {
  const ends = new Int32Array(order.length + 1)
  for (const [i, id] of order.entries())
    ends[i + 1] = (ends[i] ?? 0) + (starts[id + 1] ?? 0) - (starts[id] ?? 0)
  const into = new Uint8Array(ends.at(-1) ?? 0)
  let end = 0
  // A loop, because most names are shorter than what a view of them costs.
  for (const id of order) {
    const last = starts[id + 1] ?? 0
    for (let at = starts[id] ?? 0; at < last; at++) into[end++] = bytes[at] ?? 0
  }
  return { bytes: into, starts: ends }
}
