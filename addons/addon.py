"""The file given to mitmproxy: `mitmdump -s addons/addon.py`. Nothing else lives here."""

from addons.bundled.provider import BundledProvider
from addons.edge.garbage import FreezeGarbageCollector
from addons.operator.inspection import Inspection
from addons.translate import Translate

addons = [BundledProvider(), Translate(), Inspection(), FreezeGarbageCollector()]
