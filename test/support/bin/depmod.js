// tsdepmod under kmod's name: it calls itself in messages by the name of its file, as kmod does.
import '../../../bin/tsdepmod.js'
