#!/usr/bin/env node
// CommonJS, and one file for all it needs: loading forty modules takes longer than answering.
require('../dist/commands/modprobe-command.cjs')
  .main(process.argv)
  .then((status) => {
    process.exitCode = status
  })
