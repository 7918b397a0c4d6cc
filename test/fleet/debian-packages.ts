/** Kernels of Debian's archive: packages of images and headers, as its indexes list them, fetched and checked. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'

const MIRROR = 'http://deb.debian.org'

/** Suites that have kernels at the same time, oldest first. */
const SUITES = [
  ...['debian bookworm', 'debian-security bookworm-security', 'debian bookworm-backports', 'debian trixie'],
  ...['debian-security trixie-security', 'debian trixie-backports', 'debian sid', 'debian experimental'],
]

export interface DebianPackage {
  readonly name: string
  readonly version: string
  readonly url: string
  readonly sha256: string
}

export interface DebianKernel {
  readonly release: string
  /** `6.12 cloud-amd64`: kernels of the same line have the same. */
  readonly line: string
  readonly image: DebianPackage
  /** Modules, where they are in packages of their own (since Linux 6.19), and headers, which have Module.symvers. */
  readonly others: readonly DebianPackage[]
}

/** The kernels of amd64 in all suites, newest last; each release once. */
export async function listKernels(): Promise<DebianKernel[]> {
  const packages = new Map<string, DebianPackage>()
  for (const suite of SUITES) {
    const [archive = '', name = ''] = suite.split(' ')
    const url = `${MIRROR}/${archive}/dists/${name}/main/binary-amd64/Packages.xz`
    const response = await fetch(url)
    if (!response.ok) {
      console.log(`skipped  ${suite}: ${response.status}`)
      continue
    }
    const text = execFileSync('xz', ['-dc'], {
      input: Buffer.from(await response.arrayBuffer()),
      maxBuffer: 1 << 30,
      encoding: 'utf8',
    })
    for (const one of parsePackages(text, `${MIRROR}/${archive}`)) packages.set(one.name, one)
  }
  const kernels = [...packages.values()].flatMap((image): DebianKernel[] => {
    const [, release, series, flavour] =
      /^linux-image-((\d+\.\d+)[\w.+~-]*?-((?:cloud-|rt-)?amd64))$/.exec(image.name) ?? []
    // Names without a full version are of packages that only depend on the newest kernel.
    if (
      release === undefined ||
      !/^\d+\.\d+[.-]|^\d+\.\d+\.\d/.test(release) ||
      !/\d+\.\d+\.\d|-rc/.test(release)
    )
      return []
    const others = ['modules', 'base', 'headers'].flatMap(
      (kind) => packages.get(`linux-${kind}-${release}`) ?? [],
    )
    // Since Linux 6.19 the modules are in a package of their own, which not every suite has of every kernel.
    const [major = 0, minor = 0] = (series ?? '').split('.').map(Number)
    const hasModules = major < 6 || (major === 6 && minor < 19) || packages.has(`linux-modules-${release}`)
    return hasModules ? [{ release, line: `${series} ${flavour}`, image, others }] : []
  })
  return kernels.sort((a, b) => a.release.localeCompare(b.release, 'en', { numeric: true }))
}

function parsePackages(text: string, base: string): DebianPackage[] {
  return text.split('\n\n').flatMap((stanza) => {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? ''
    if (!/^Package: linux-(?:image|headers|base|modules)-\d/m.test(stanza)) return []
    return [
      {
        name: field('Package'),
        version: field('Version'),
        sha256: field('SHA256'),
        url: `${base}/${field('Filename')}`,
      },
    ]
  })
}

/** The newest of each line in turn, until there are `count`. */
export function chooseKernels(kernels: readonly DebianKernel[], count: number): DebianKernel[] {
  const lines = new Map<string, DebianKernel[]>()
  for (const kernel of kernels) lines.set(kernel.line, [...(lines.get(kernel.line) ?? []), kernel])
  const chosen: DebianKernel[] = []
  for (let round = 1; chosen.length < count && round <= kernels.length; round++)
    for (const line of lines.values()) {
      const next = line.at(-round)
      if (next !== undefined && chosen.length < count) chosen.push(next)
    }
  return chosen
}

/** Downloads a package into a directory, unless it is there; its digest is that of the index. */
export async function download({ name, url, sha256 }: DebianPackage, directory: string): Promise<string> {
  const path = join(directory, `${name}.deb`)
  if (fs.existsSync(path)) return path
  const response = await fetch(url)
  if (!response.ok) throw new Error(`Cannot fetch ${url}: ${response.status}`)
  const bytes = Buffer.from(await response.arrayBuffer())
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== sha256) throw new Error(`Cannot use ${url}: its digest is ${digest}, not ${sha256}`)
  fs.writeFileSync(`${path}.part`, bytes)
  fs.renameSync(`${path}.part`, path)
  return path
}
