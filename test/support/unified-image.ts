/** A PE file with sections, made by objcopy, as ukify of systemd did it for years. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tempTree } from './temp-tree.ts'

/** @param sections contents by names, which begin with a dot */
export function unifiedImage(sections: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const top = tempTree(
    Object.fromEntries(Object.entries(sections).map(([name, content]) => [name.slice(1), content])),
  )
  const args = Object.keys(sections).flatMap((name) => [
    '--add-section',
    `${name}=${name.slice(1)}`,
    '--set-section-flags',
    `${name}=data,readonly`,
  ])
  execFileSync('sh', ['-c', 'printf ".text\\nret\\n" | gcc -c -x assembler -o stub.o -'], { cwd: top })
  execFileSync('objcopy', [...args, '-O', 'pei-x86-64', 'stub.o', 'image.efi'], { cwd: top, stdio: 'pipe' })
  return readFileSync(`${top}/image.efi`)
}
