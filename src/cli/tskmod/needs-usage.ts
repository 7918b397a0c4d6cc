import { SYMBOL_OPTIONS } from './options.ts'
import type { Subcommand } from './subcommand.ts'

export const NEEDS: Subcommand = {
  name: 'needs',
  operands: '<symbol-regex>',
  summary: 'Which modules import or export matching symbols',
  details: 'The regular expression may match anywhere in a name: anchor it with ^ and $.',
  worksOn: 'kernel',
  options: [
    {
      flags: '--importers',
      isOutput: true,
      help: 'print only the names of modules that import one, one per line',
    },
    {
      flags: '--exporters',
      isOutput: true,
      help: 'print only the names of modules that export one, one per line',
    },
    ...SYMBOL_OPTIONS,
  ],
  examples: [
    ["needs '^(ata_scsi_ioctl|scsi_add_host|blk_cleanup_queue)$'", 'block drivers, as dracut finds them'],
    ["needs --importers '^dm_register_target$'", 'their names only, for scripts'],
  ],
  run: async (request) => (await import('./needs-command.ts')).runNeeds(request),
}
