// tsdepmod under kmod's name: it calls itself in messages by the name of its file, as kmod does.
require('../../../bin/tsdepmod.cjs')
