/** modules.dep by module name. */
import { basename } from 'node:path'

export interface Dependencies {
  readonly path: string
  /** Paths of all its dependencies; later ones are loaded first. */
  readonly needs: readonly string[]
}

export type DependencyTable = ReadonlyMap<string, Dependencies>

/** As /proc/modules has it: "kernel/drivers/md/dm-mod.ko.xz" is dm_mod. */
export const moduleName = (path: string): string =>
  basename(path)
    .replace(/\.ko.*$/, '')
    .replaceAll('-', '_')

/** Skips lines that are not of modules.dep: `depmod -n` prints one file after the other. */
export function dependenciesIn(text: string): DependencyTable {
  const rows = [...text.matchAll(/^(\S+\.ko[.a-z]*):(.*)$/gm)]
  return new Map(
    rows.map(([, path = '', needs = '']) => [
      moduleName(path),
      { path, needs: needs.split(' ').filter((need) => need !== '') },
    ]),
  )
}
