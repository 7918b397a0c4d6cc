#!/usr/bin/env node
require('../dist/commands/launcher.cjs')
  .launch('tsdepmod')
  .then((status) => {
    process.exitCode = status
  })
