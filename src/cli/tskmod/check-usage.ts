/** How `tskmod check` is called: operands, options, examples. */
import { CHECK_KINDS } from '../../index.ts'
import { kindTitle } from '../../reports/check-messages.ts'
import { SEVERITIES } from './choices.ts'
import { FIRMWARE_OPTIONS, SYMBOL_OPTIONS } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const CHECK: Subcommand = {
  name: 'check',
  operands: '',
  summary: "A tree's health in one page",
  details: `What the kernel would refuse of the modules: symbols, versions, namespaces, licences,
vermagic, machine, signatures. Then cycles, copies, broken links, missing firmware,
and indexes that are missing, damaged, mixed or out of date. A System.map or
Module.symvers, the kernel's configuration and modprobe.d are looked for below the
root. Nothing is written.`,
  terms: { title: 'Kinds of findings', rows: CHECK_KINDS.map((kind) => [kind, kindTitle(kind)]) },
  worksOn: 'kernel',
  options: [
    {
      flags: '--fail-on <kinds...>',
      help: 'findings that make the exit status 1: error (default), warning, note, none, or a comma-separated list of kinds as in the report',
      listOf: [...SEVERITIES, 'none', ...CHECK_KINDS],
    },
    {
      flags: '--details [kinds]',
      help: 'list everything, or everything of these kinds',
      listOf: ['all', ...CHECK_KINDS],
      bare: 'all',
    },
    { flags: '--sarif', isOutput: true, help: 'print SARIF 2.1.0, for code scanning, instead of text' },
    {
      flags: '--trust <path...>',
      help: 'certificate or public key (PEM, DER), or a directory of them, to verify signatures with',
    },
    {
      flags: '--signatures',
      isOutput: true,
      help: 'print who signed the modules, with which digest, and how many of them',
    },
    {
      flags: '--modprobe-config <path...>',
      help: 'modprobe.d file or directory (default: those below the root)',
    },
    { flags: '--against <root>', help: 'also: what this image lacks that the kernel of that root has' },
    ...SYMBOL_OPTIONS,
    ...FIRMWARE_OPTIONS,
  ],
  examples: [
    ['check', 'a page on the only kernel there'],
    ['check --fail-on unknown-symbol,crc-mismatch,cycle --sarif', 'a gate for a build, for its CI'],
    ['check --details=missing-firmware', 'every firmware file that does not exist'],
  ],
  run: async (request) => (await import('./check-command.ts')).runCheck(request),
}
