import { describeOpaqueLayers } from '../support/opaque-layers.ts'

describeOpaqueLayers('mkfs.erofs', (directory, file) => ['--quiet', file, directory])
