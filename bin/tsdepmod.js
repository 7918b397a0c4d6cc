#!/usr/bin/env node
import { main } from '../dist/cli/depmod-command.js'

process.exitCode = await main(process.argv)
