#!/usr/bin/env node
// CommonJS, and one file for all it needs: loading forty modules takes longer than answering.
require('../dist/commands/modinfo-command.cjs')
  .main(process.argv)
  .then((status) => {
    process.exitCode = status
  })
