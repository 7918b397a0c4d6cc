import { createRequire } from 'node:module'

/**
 * Loads a package that users add themselves, and that is a CommonJS one.
 * @returns undefined if it is not installed
 * @throws what the package throws when it is loaded
 */
export function loadOptionalPackage(name: string): unknown {
  try {
    return createRequire(import.meta.url)(name)
  } catch (error) {
    const { code, message = '' } = error as { readonly code?: string; readonly message?: string }
    if (code === 'MODULE_NOT_FOUND' && message.includes(`'${name}'`)) return undefined
    throw error
  }
}
