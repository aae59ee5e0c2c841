from . import inquiry
from . import web_manifest
