from . import contact
from . import licensing
from . import policy
from . import consent
from . import library
from . import gate
from . import touch
from . import ledger
