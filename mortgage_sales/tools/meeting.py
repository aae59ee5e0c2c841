"""How and where people meet, read from an appointment (no ORM)."""

import re

# How people write a call into the place of an appointment.
_CALL = re.compile(
    r"\A\W*(phone|tel|telephone|call|phone\s+call|by\s+phone|tel[eé]fono|llamada"
    r"|por\s+tel[eé]fono)?[\d\W]*\Z",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_HOW = {
    "en": {"call": "by phone", "video": "by video", "visit": "in person"},
    "es": {"call": "por teléfono", "video": "por video", "visit": "en persona"},
}


def meets(location, video_link):
    """Return ``call``, ``video`` or ``visit``.

    >>> meets("100 Congress Ave, Austin", ""), meets("(512) 555-0199", "")
    ('visit', 'call')
    >>> meets("", "https://meet.example/abc"), meets("", ""), meets("Phone call", "")
    ('video', 'call', 'call')
    """
    if video_link or _ADDRESS.search(location or ""):
        return "video"
    return "call" if _CALL.match(location or "") else "visit"


def how_words(location, video_link, lang="en"):
    """Return how people meet as a sentence in ``lang`` says it.

    >>> how_words("100 Congress Ave, Austin", "", "es")
    'en persona'
    """
    return _HOW.get(lang, _HOW["en"])[meets(location, video_link)]
