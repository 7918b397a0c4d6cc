/** The script of the page that `tskmod graph` writes. It makes no network requests: its data is in the page. */
import type { GraphData } from './graph-data.ts'
import { moduleDetails, overview } from './graph-panel.ts'
import { drawPicture } from './graph-picture.ts'

const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`Expected an element called ${id}`)
  return found
}

const data = JSON.parse(byId('graph').textContent ?? '') as GraphData
const panel = byId('panel')
const search = byId('search') as HTMLInputElement
const count = byId('count')

const picture = drawPicture(byId('picture'), data, (modname) => select(modname, false))

function select(modname: string | undefined, move = true): void {
  const node = data.nodes.find((one) => one.modname === modname)
  const actions = { select: (next: string | undefined) => select(next) }
  panel.replaceChildren()
  for (const child of node ? moduleDetails(data, node, actions) : overview(data, actions)) panel.append(child)
  panel.scrollTop = 0
  picture.select(node?.modname)
  if (node && move) picture.show(node.modname)
}

/** Modules whose names contain the text, an exact match first, then those that export or need a symbol of that name. */
function matches(text: string): string[] {
  const wanted = text.trim().toLowerCase().replaceAll('-', '_')
  if (wanted === '') return []
  const rank = (name: string): number => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2)
  const byName = data.nodes
    .map(({ modname }) => modname)
    .filter((name) => name.toLowerCase().includes(wanted))
    .sort((a, b) => rank(a) - rank(b))
  const bySymbol = data.edges
    .filter(({ symbols }) => symbols.some((symbol) => symbol.toLowerCase().includes(wanted)))
    .flatMap(({ from, to }) => [from, to])
  return [...new Set([...byName, ...bySymbol])]
}

search.addEventListener('input', () => {
  const found = matches(search.value)
  picture.mark(found)
  count.textContent = search.value.trim() === '' ? '' : `${found.length} found`
})
search.addEventListener('keydown', (event) => {
  const [first] = matches(search.value)
  if (event.key !== 'Enter' || first === undefined) return
  picture.mark([])
  select(first)
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    search.value = ''
    search.dispatchEvent(new Event('input'))
    select(undefined)
    picture.fit()
  }
  if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault()
    search.focus()
  }
})
byId('fit').addEventListener('click', () => picture.fit())
byId('nearer').addEventListener('click', () => picture.zoom(1.25))
byId('farther').addEventListener('click', () => picture.zoom(0.8))

select(undefined)
