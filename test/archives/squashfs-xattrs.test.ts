import { describeOpaqueLayers } from '../support/opaque-layers.ts'

describeOpaqueLayers('mksquashfs', (directory, file) => [directory, file, '-quiet', '-no-progress'])
