#!/usr/bin/env node
require('../dist/commands/launcher.cjs')
  .launch('tskmod')
  .then((status) => {
    process.exitCode = status
  })
