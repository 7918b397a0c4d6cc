import { writeFileSync } from 'node:fs'
import { lzmaProgram } from './src/build/lzma/lzma-code.ts'

writeFileSync(process.argv[2]!, lzmaProgram())
