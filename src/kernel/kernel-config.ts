/** The configuration that a kernel was built with, as far as it affects which modules load: `CONFIG_NAME=y` lines. */
import { byteString } from '../base/bytes.ts'
import { isKmodError } from '../base/errors.ts'
import { findBelow } from '../host/below-root.ts'
import type { KernelView } from '../loadability/kernel-view.ts'
import type { KernelLocation } from './kernel-location.ts'

/** The settings that affect loading modules; undefined if the configuration does not set them. */
export type ConfigFlags = Pick<
  KernelView,
  | 'forceLoad'
  | 'refusesMissingVersions'
  | 'allowMissingNamespaces'
  | 'enforcesSignatures'
  | 'checksSignatures'
>

/** Where packages put the configuration below the root; the first one that is there counts. */
export function configPlaces({ root, release, moduleDir }: KernelLocation): string[] {
  const inModuleDir = moduleDir.slice(root.length + 1)
  return [
    `boot/config-${release}`,
    `${inModuleDir}/config`,
    `${inModuleDir}/build/.config`,
    `usr/src/linux-headers-${release}/.config`,
  ]
}

/** The settings of the configuration that is found. */
export function configFlags(place: KernelLocation): ConfigFlags {
  const { host, root } = place
  for (const path of configPlaces(place)) {
    const found = findBelow(host, root, path)
    if (found === undefined) continue
    try {
      return parseConfigFlags(byteString(host.readFile(`${root}/${found.path}`)))
    } catch (error) {
      if (!isKmodError(error)) throw error
    }
  }
  return {}
}

/** A text without CONFIG_MODULES is not the configuration of a kernel that loads modules, and is ignored. */
export function parseConfigFlags(text: string): ConfigFlags {
  const has = (name: string): boolean => new RegExp(`^CONFIG_${name}=y$`, 'm').test(text)
  if (!has('MODULES')) return {}
  return {
    forceLoad: has('MODULE_FORCE_LOAD'),
    // A patch of Debian's that no option reveals; its compiler identifies itself as Debian's.
    refusesMissingVersions: /^CONFIG_CC_VERSION_TEXT=.*Debian/m.test(text),
    allowMissingNamespaces: has('MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS'),
    checksSignatures: has('MODULE_SIG'),
    enforcesSignatures: has('MODULE_SIG') && has('MODULE_SIG_FORCE'),
  }
}
