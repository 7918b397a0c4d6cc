/** Makes a firmware directory for a comparison: in every form that the kernel loads, with links, and with gaps. */
import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import { extractModuleFacts, nodeHost, readModule } from '../../src/index.ts'

/** All that the modules below `directory` name. */
export async function firmwareNames(directory: string): Promise<string[]> {
  const names = new Set<string>()
  const paths = (fs.readdirSync(directory, { recursive: true }) as string[]).filter((path) =>
    /\.ko(\.\w+)?$/.test(path),
  )
  // A third of the modules will do: graphics and networks, which have most of it.
  for (const path of paths.filter((path) => /drivers\/(gpu|net|bluetooth|scsi)\//.test(path))) {
    const { modinfo } = extractModuleFacts(await readModule(nodeHost, join(directory, path)))
    for (const { key, value } of modinfo) if (key === 'firmware') names.add(value)
  }
  return [...names].sort()
}

export function layOutFirmware(directory: string, names: readonly string[]): void {
  for (const [i, name] of names.filter((name) => !/[*?[]/.test(name)).entries()) {
    const path = join(directory, name)
    const put = (ending: string): void => write(`${path}${ending}`, `${name}${ending}\n`)
    if (i % 7 === 0) put('.xz')
    else if (i % 7 === 1) put('.zst')
    else if (i % 7 === 2) for (const ending of ['', '.xz', '.zst']) put(ending)
    else if (i % 7 === 3) for (const ending of ['.xz', '.zst']) put(ending)
    else if (i % 7 === 4) layOutChain(path, name)
    else if (i % 7 === 5) write(join(directory, 'updates', name), `newer ${name}\n`)
    // The seventh is missing.
  }
}

/** Two links, one after the other. */
function layOutChain(path: string, name: string): void {
  write(`${path}.real`, `${name}, behind links\n`)
  const base = path.slice(path.lastIndexOf('/') + 1)
  fs.symlinkSync(`${base}.real`, `${path}.next`)
  fs.symlinkSync(`${base}.next`, path)
}

function write(path: string, text: string): void {
  fs.mkdirSync(dirname(path), { recursive: true })
  fs.writeFileSync(path, text)
}
