"""Texts in the alphabet of phones (GSM 03.38), which is what a segment is counted in.

One character outside it turns the whole text into UCS-2, where a segment holds less
than half as much.
"""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places.
_EXTENDED = frozenset("^{}\\[~]|€")
_LIKENESS = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "‑": "-",
        "−": "-",
        "…": "...",
        "•": "-",
        "·": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
    }
)


def to_gsm7(text):
    """Return ``text`` in the phones' alphabet when only accents or quotes forbid it.

    Spanish á, í, ó and ú are not in it while é, ñ, ¿ and ¡ are; a text is read the same
    without them. A text that needs other letters stays as it was written.
    """
    folded = "".join(map(_fold, text.translate(_LIKENESS)))
    return folded if _is_gsm7(folded) else text


def segments(text):
    """Return how many segments ``text`` is billed as."""
    if not text:
        return 0
    if _is_gsm7(text):
        size = sum(2 if char in _EXTENDED else 1 for char in text)
        single, joined = 160, 153
    else:
        size = len(text.encode("utf-16-be")) // 2
        single, joined = 70, 67
    return 1 if size <= single else -(-size // joined)


def _is_gsm7(text):
    return all(char in _BASIC or char in _EXTENDED for char in text)


def _fold(char):
    if char in _BASIC or char in _EXTENDED:
        return char
    bare = "".join(
        part for part in unicodedata.normalize("NFD", char) if not _is_accent(part)
    )
    return bare if _is_gsm7(bare) else char


def _is_accent(char):
    return unicodedata.category(char) == "Mn"
