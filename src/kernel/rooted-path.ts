/** Follows symbolic links below a root as a kernel would that has booted it: absolute targets stay below the root. */
import { appendAll } from '../base/append.ts'
import { nothing, orElse } from '../base/errors.ts'
import type { Host } from '../host/host.ts'

export interface SymbolicLink {
  /** Below the root, without a slash in front; what leads there has no links. */
  readonly path: string
  readonly target: string
}

export interface RootedPath {
  /** As it was asked for, below the root. */
  readonly name: string
  /** What it leads to, below the root, without any link in it. */
  readonly path: string
  /** The links on the way, in the order in which they are followed. */
  readonly links: readonly SymbolicLink[]
}

/** As in Linux: MAXSYMLINKS. */
const MAX_LINKS = 40

/** @returns undefined when something on the way is not there, or links go round */
export function resolveBelow(host: Host, root: string, name: string): RootedPath | undefined {
  const links: SymbolicLink[] = []
  const todo = componentsOf(name).reverse()
  const done: string[] = []
  for (let component = todo.pop(); component !== undefined; component = todo.pop()) {
    if (component === '..') {
      done.pop()
      continue
    }
    const path = [...done, component].join('/')
    const target = linkTarget(host, `${root}/${path}`)
    if (target === undefined) {
      done.push(component)
      continue
    }
    if (links.length === MAX_LINKS) return undefined
    links.push({ path, target })
    if (target.startsWith('/')) done.length = 0
    appendAll(todo, componentsOf(target).reverse())
  }
  const path = done.join('/')
  return host.exists(`${root}/${path}`) ? { name: componentsOf(name).join('/'), path, links } : undefined
}

/** The target of a link; undefined for what is no link or is not there. */
export function linkTarget(host: Host, path: string): string | undefined {
  return orElse(
    () => host.readLink(path),
    nothing,
    ({ details }) => IS_NOT_THERE.includes(details.errno ?? ''),
  )
}

const IS_NOT_THERE: readonly string[] = ['ENOENT', 'ENOTDIR']

const componentsOf = (path: string): string[] =>
  path.split('/').filter((component) => component !== '' && component !== '.')
