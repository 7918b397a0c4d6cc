/** The script of the page that `tskmod graph` writes. It makes no network requests: its data is in the page. */
import type { GraphData } from './graph-data.ts'
import {
  directoryDetails,
  element,
  lineDetails,
  moduleDetails,
  overview,
  type PanelActions,
} from './graph-panel.ts'
import { Picture } from './graph-picture.ts'
import { findHits, type Hit } from './graph-search.ts'
import { DIRECTORY, directoriesOf, MOST_BOXES, type View, viewOf } from './graph-view.ts'

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`Expected an element called ${id}`)
  return found
}

const data = JSON.parse(byId('graph').textContent ?? '') as GraphData
const panel = byId('panel')
const search = byId('search') as HTMLInputElement
const directories = directoriesOf(data.nodes)
const canCollapse = data.nodes.length > MOST_BOXES
/** Directories of which the modules are drawn; undefined draws all modules. */
let open: Set<string> | undefined = canCollapse ? new Set() : undefined
let view: View = viewOf(data, directories, open)
let hits: readonly Hit[] = []
let current = -1

const actions: PanelActions = { select: (id) => go(id), toggle: (directory) => void toggle(directory) }

const picture = new Picture(byId('picture'), {
  box: (id) => go(id, false),
  open: (id) => {
    if (id.startsWith(DIRECTORY)) void toggle(id.slice(DIRECTORY.length))
  },
  line: (line) => fill(lineDetails(line, actions)),
  status: (text) => {
    byId('status').textContent = text
  },
})

function fill(children: readonly HTMLElement[]): void {
  panel.replaceChildren()
  for (const child of children) panel.append(child)
  panel.scrollTop = 0
}

/** Selection is the part of the address behind `#`: links and the back button work. */
let shown: string | undefined
function go(id: string | undefined, move = true): void {
  const hash = id === undefined ? '' : `#${encodeURIComponent(id)}`
  if (location.hash !== hash) location.hash = hash
  select(id, move)
}

function selected(): string | undefined {
  try {
    return decodeURIComponent(location.hash.slice(1)) || undefined
  } catch {
    // An address that somebody has cut.
    return undefined
  }
}

addEventListener('hashchange', () => {
  if (selected() !== shown) select(selected())
})

function select(id: string | undefined, move = true): void {
  shown = id
  const node = data.nodes.find(({ modname }) => modname === id)
  const box = view.boxes.find((one) => one.id === id)
  if (node !== undefined) fill(moduleDetails(data, node, actions))
  else if (box?.members !== undefined) fill(directoryDetails(box, false, actions))
  else fill(overview(data, view.leftOut, actions))
  const drawn = node === undefined ? box?.id : boxIdOf(node.modname)
  picture.select(drawn)
  if (drawn !== undefined && move) picture.show(drawn)
}

/** The box that a module is in. */
const boxIdOf = (modname: string): string | undefined =>
  view.boxes.find(({ id, members }) => id === modname || members?.includes(modname))?.id

/** Only directories are drawn. */
const isCollapsed = (): boolean => open !== undefined && open.size === 0

async function redraw(): Promise<void> {
  view = viewOf(data, directories, open)
  byId('collapse').textContent = isCollapsed() ? 'All modules' : 'Directories'
  await picture.draw(view)
  select(selected())
}

async function toggle(directory: string): Promise<void> {
  open ??= new Set()
  if (!open.delete(directory)) open.add(directory)
  await redraw()
}

function showHits(): void {
  const list = byId('hits')
  list.hidden = hits.length === 0
  list.replaceChildren()
  for (const [i, { modname, why }] of hits.entries()) {
    const button = element('button', { type: 'button', class: 'module' }, modname)
    button.addEventListener('click', () => step(i))
    const reason = element('span', { class: 'aside' }, why)
    list.append(element('li', i === current ? { class: 'current' } : {}, button, ' ', reason))
  }
  list.querySelector('.current')?.scrollIntoView({ block: 'nearest' })
  const at = current < 0 ? '' : `${current + 1} of `
  byId('count').textContent = search.value.trim() === '' ? '' : `${at}${hits.length} found`
}

function step(to: number): void {
  if (hits.length === 0) return
  current = (to + hits.length) % hits.length
  showHits()
  go(hits[current]?.modname)
}

search.addEventListener('input', () => {
  hits = findHits(data, search.value)
  current = -1
  showHits()
  picture.mark(hits.flatMap(({ modname }) => boxIdOf(modname) ?? []))
})
search.addEventListener('keydown', (event) => {
  const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined) return
  event.preventDefault()
  step(current < 0 && by < 0 ? -1 : current + by)
})

function clear(): void {
  search.value = ''
  search.dispatchEvent(new Event('input'))
  go(undefined)
  picture.fit()
}

/** Down to what the selected box needs, up to what needs it, and left and right through all boxes. */
function walk(key: string): boolean {
  const id = selected()
  const drawn = id === undefined ? undefined : (boxIdOf(id) ?? id)
  const ids = view.boxes.map((box) => box.id)
  const at = drawn === undefined ? -1 : ids.indexOf(drawn)
  const next: Readonly<Record<string, () => string | undefined>> = {
    ArrowDown: () => view.lines.find(({ from }) => from === drawn)?.to,
    ArrowUp: () => view.lines.find(({ to }) => to === drawn)?.from,
    ArrowRight: () => ids[(at + 1) % ids.length],
    ArrowLeft: () => ids.at(at <= 0 ? -1 : at - 1),
  }
  if (!(key in next)) return false
  const to = next[key]?.() ?? (at < 0 ? ids[0] : undefined)
  if (to !== undefined) go(to)
  return true
}

byId('picture').addEventListener('keydown', (event) => {
  const id = selected()
  if (walk(event.key)) event.preventDefault()
  else if (event.key === 'Enter' && id?.startsWith(DIRECTORY)) void toggle(id.slice(DIRECTORY.length))
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') clear()
  if (event.target === search) return
  if (event.key === '/') {
    event.preventDefault()
    search.focus()
  }
  if (event.key === '+') picture.zoom(1.25)
  if (event.key === '-') picture.zoom(0.8)
  if (event.key === '0') picture.fit()
})

const onClick = (id: string, action: () => void): void => byId(id).addEventListener('click', action)
onClick('fit', () => picture.fit())
onClick('nearer', () => picture.zoom(1.25))
onClick('farther', () => picture.zoom(0.8))
onClick('next', () => step(current + 1))
onClick('previous', () => step(current < 0 ? -1 : current - 1))
onClick('collapse', () => {
  open = isCollapsed() ? undefined : new Set()
  void redraw()
})
onClick('svg', () => {
  const url = URL.createObjectURL(new Blob([picture.svg()], { type: 'image/svg+xml' }))
  element('a', { href: url, download: `${data.names[0] ?? 'graph'}.svg` }).click()
  URL.revokeObjectURL(url)
})

/** On paper: the picture, and each module with what it needs. */
addEventListener('beforeprint', () => {
  const print = byId('print')
  print.innerHTML = picture.svg()
  for (const node of data.nodes)
    for (const part of moduleDetails(data, node, actions).slice(1)) print.append(part)
  for (const details of print.querySelectorAll('details')) details.open = true
})
addEventListener('afterprint', () => byId('print').replaceChildren())

select(selected())
void redraw()
