/**
 * The modules that `depends=` of .modinfo names. The list has commas between its names, and some names have one, too
 * (`thead,th1520-aon`): the longest run of parts that is a module counts.
 *
 * @returns names with `_` for `-`, whether they are there or not
 */
export function namesInDepends(depends: string, isThere: (modname: string) => boolean): string[] {
  const parts = depends.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  const names: string[] = []
  for (let at = 0; at < parts.length; ) {
    const nameUpTo = (end: number): string => parts.slice(at, end).join(',').replaceAll('-', '_')
    let end = parts.length
    while (end > at + 1 && !isThere(nameUpTo(end))) end--
    names.push(nameUpTo(end))
    at = end
  }
  return names
}
