from . import controllers, models, tools
from .hooks import uninstall_hook
