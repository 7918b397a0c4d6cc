/** The panel next to the picture: all modules in load order, or one module with its symbols, sizes and firmware. */
import type { GraphData, PageEdge, PageNode } from './graph-data.ts'

/** Creates an element; strings become text, never HTML. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string | readonly Node[])[]
): HTMLElement {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  for (const child of children.flat()) made.append(child)
  return made
}

export interface PanelActions {
  select(modname: string | undefined): void
}

export function overview({ nodes, edges }: GraphData, { select }: PanelActions): HTMLElement[] {
  const size = nodes.reduce((sum, node) => sum + (node.size ?? 0), 0)
  const modules = nodes.filter(({ kind }) => kind === 'module')
  const builtins = nodes.filter(({ kind }) => kind === 'builtin')
  return [
    element('h2', {}, 'Load order'),
    element(
      'p',
      { class: 'aside' },
      `${counted(modules.length, 'module')}, ${sizeText(size)}; ${builtins.length} built in; ${counted(edges.length, 'dependency', 'dependencies')}`,
    ),
    element(
      'ol',
      { class: 'modules' },
      nodes.map((node) => moduleRow(node, select)),
    ),
  ]
}

function moduleRow({ modname, kind, size }: PageNode, select: PanelActions['select']): HTMLElement {
  const what = size === null ? (kind === 'module' ? '' : kind) : sizeText(size)
  return element('li', {}, moduleButton(modname, select), element('span', { class: 'size' }, what))
}

function moduleButton(modname: string, select: PanelActions['select']): HTMLElement {
  const button = element('button', { type: 'button', class: 'module' }, modname)
  button.addEventListener('click', () => select(modname))
  return button
}

const REASONS: Readonly<Record<string, string>> = {
  requested: 'asked for',
  dependency: 'needed by others',
  'softdep-pre': 'named in a softdep pre',
  'softdep-post': 'named in a softdep post',
  weakdep: 'named in a weakdep',
}

export function moduleDetails(data: GraphData, node: PageNode, { select }: PanelActions): HTMLElement[] {
  const back = element('button', { type: 'button', class: 'back' }, 'All modules')
  back.addEventListener('click', () => select(undefined))
  const needs = data.edges.filter(({ from }) => from === node.modname)
  const users = data.edges.filter(({ to }) => to === node.modname)
  const size = node.size === null ? [] : [element('dt', {}, 'Size'), element('dd', {}, sizeText(node.size))]
  return [
    back,
    element('h2', {}, node.modname),
    element(
      'dl',
      {},
      element('dt', {}, 'Here because'),
      element('dd', {}, REASONS[node.reason] ?? node.reason),
      size,
      element('dt', {}, 'File'),
      element(
        'dd',
        { class: 'path' },
        node.path ?? (node.kind === 'builtin' ? 'built into the kernel' : 'none'),
      ),
    ),
    ...neighbours('Needs', needs, ({ to }) => to, select),
    ...neighbours('Needed by', users, ({ from }) => from, select),
    ...firmware(node),
  ]
}

function neighbours(
  title: string,
  edges: readonly PageEdge[],
  nameOf: (edge: PageEdge) => string,
  select: PanelActions['select'],
): HTMLElement[] {
  if (edges.length === 0) return []
  return [
    element('h3', {}, title, ' ', element('span', { class: 'aside' }, String(edges.length))),
    ...edges.map((edge) => {
      const what =
        edge.kind === 'symbols' ? counted(edge.symbols.length, 'symbol') : edge.kind.replace('-', ' ')
      const symbols = element(
        'ul',
        {},
        edge.symbols.map((symbol) => element('li', {}, symbol)),
      )
      return element(
        'div',
        { class: 'neighbour' },
        moduleButton(nameOf(edge), select),
        element('details', edges.length === 1 ? { open: '' } : {}, element('summary', {}, what), symbols),
      )
    }),
  ]
}

function firmware({ firmware }: PageNode): HTMLElement[] {
  if (firmware.length === 0) return []
  return [
    element('h3', {}, 'Firmware'),
    element(
      'ul',
      { class: 'firmware' },
      firmware.map(({ name, size }) =>
        element(
          'li',
          {},
          name,
          ' ',
          element('span', { class: 'size' }, size === null ? 'not there' : sizeText(size)),
        ),
      ),
    ),
  ]
}

const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kib = bytes / 1024
  return kib < 1000 ? `${kib.toPrecision(3)} KiB` : `${(kib / 1024).toPrecision(3)} MiB`
}
