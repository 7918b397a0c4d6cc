#!/usr/bin/env node
require('../dist/commands/launcher.cjs')
  .launch('tsmodinfo')
  .then((status) => {
    process.exitCode = status
  })
