import { lzmaProgram } from './src/build/lzma/lzma-code.ts'
import { writeFileSync } from 'node:fs'
writeFileSync(process.argv[2]!, lzmaProgram())
