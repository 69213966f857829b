"""The file given to mitmproxy: `mitmdump -s addons/addon.py`. Nothing else lives here."""

from addons.translate import Translate

addons = [Translate()]
