/**
 * The root of an image that is being built, such as an initramfs. Files are copied from another root and keep their
 * path, their mode and the links that lead to them. Links of the image itself are followed inside the image: nothing is
 * ever written outside it.
 */
import { linkTarget, type SymbolicLink, walkBelow } from '../host/below-root.ts'
import type { Host } from '../host/host.ts'
import { copyFile } from './copy-file.ts'

export interface ImageTally {
  /** Files that were written, and their bytes. */
  readonly files: number
  readonly bytes: number
  /** Files that already existed with the same content. */
  readonly unchanged: number
  readonly links: number
}

export class ImageRoot {
  readonly #host: Host
  readonly #directory: string
  /** Directories that were created or found before, by name. */
  readonly #known = new Map<string, string>([['', '']])
  readonly #tally = { files: 0, bytes: 0, unchanged: 0, links: 0 }

  /** @param directory absolute; created if missing */
  constructor(host: Host, directory: string) {
    this.#host = host
    this.#directory = directory
    host.makeDirectory(directory)
  }

  get tally(): ImageTally {
    return this.#tally
  }

  /** Copies the file at `from`, an absolute path, to `name` below the image's root. */
  putFile(from: string, name: string): void {
    const { bytes, isNew } = copyFile(this.#host, from, this.#pathFor(name))
    if (!isNew) this.#tally.unchanged++
    else {
      this.#tally.files++
      this.#tally.bytes += bytes
    }
  }

  /** Writes a generated file; counts it as already present if the content is the same. */
  putBytes(name: string, bytes: Uint8Array): void {
    const path = this.#pathFor(name)
    const old = this.#bytesOf(path)
    if (old !== undefined && Buffer.compare(old, bytes) === 0) {
      this.#tally.unchanged++
      return
    }
    if (old !== undefined) this.#host.removeFile(path)
    const file = this.#host.createFile(path)
    try {
      file.write(bytes)
      file.setMode(0o644)
    } finally {
      file.close()
    }
    this.#tally.files++
    this.#tally.bytes += bytes.length
  }

  /** The entry at `name` below the image's root; undefined when there is nothing. */
  bytesOf(name: string): Uint8Array | undefined {
    return this.#bytesOf(this.#pathFor(name))
  }

  #bytesOf(path: string): Uint8Array | undefined {
    return this.#host.exists(path) ? this.#host.readFile(path) : undefined
  }

  /** Creates a link unless something already exists there: then the image wants that. */
  putLink({ path, target }: SymbolicLink): void {
    const place = this.#pathFor(path)
    if (linkTarget(this.#host, place) !== undefined || this.#host.exists(place)) return
    this.#host.createSymbolicLink(target, place)
    this.#tally.links++
  }

  #pathFor(name: string): string {
    const slash = name.lastIndexOf('/')
    const directory = this.#directoryFor(slash < 0 ? '' : name.slice(0, slash))
    return `${this.#directory}/${directory === '' ? '' : `${directory}/`}${name.slice(slash + 1)}`
  }

  /** The path, without links, of a directory of the image; created if missing. */
  #directoryFor(name: string): string {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const { path } = walkBelow(this.#host, this.#directory, name, { missing: 'keep' })
    this.#host.makeDirectory(`${this.#directory}/${path}`)
    this.#known.set(name, path)
    return path
  }
}
