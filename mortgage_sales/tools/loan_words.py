"""Words of a loan: how borrowers and vendors say what our fields hold."""

import re

from babel import Locale, UnknownLocaleError

# What vendors write for our property types and occupancies, lower case, letters only.
_PROPERTY_TYPES = {
    "single_family": "singlefamily singlefamilyhome singlefamilyresidence sfr house"
    " detached singlefamilydetached home",
    "condo": "condo condominium apartment coop",
    "townhouse": "townhouse townhome rowhouse pud",
    "multi_family": "multifamily multifamilyhome duplex triplex fourplex units"
    " twotofourunits",
    "manufactured": "manufactured manufacturedhome mobilehome mobile modular",
    "land": "land lot vacantland",
}
_OCCUPANCIES = {
    "primary": "primary primaryhome primaryresidence principalresidence owneroccupied"
    " principal",
    "second_home": "secondhome second vacation vacationhome secondary secondaryhome",
    "investment": "investment investmentproperty investor rental rentalproperty"
    " nonowneroccupied",
}
_CREDIT_WORDS = {"excellent": 740, "very good": 720, "good": 680, "fair": 620}

_ABOUT = {"en": "About your {purpose}", "es": "Sobre su {purpose}"}
_PURPOSE_WORDS = {
    "en": {
        "purchase": "home purchase",
        "refinance": "refinance",
        "cash_out": "cash-out refinance",
        "heloc": "home equity line",
        "reverse": "reverse mortgage",
        "": "home loan",
    },
    "es": {
        "purchase": "compra de casa",
        "refinance": "refinanciamiento",
        "cash_out": "refinanciamiento con retiro de efectivo",
        "heloc": "línea de crédito sobre su casa",
        "reverse": "hipoteca inversa",
        "": "préstamo hipotecario",
    },
}
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
_LANGUAGES = {
    "en": "en_US",
    "english": "en_US",
    "inglés": "en_US",
    "es": "es_419",
    "spanish": "es_419",
    "español": "es_419",
    "espanol": "es_419",
}


def property_type(raw):
    """Return our code for a vendor's property type: "" for none, else "other".

    >>> property_type("Single Family Home"), property_type("Yurt")
    ('single_family', 'other')
    """
    return _code(raw, _PROPERTY_TYPES) or ("other" if raw else "")


def occupancy(raw):
    """Return our code for a vendor's occupancy, "" where it says nothing known."""
    return _code(raw, _OCCUPANCIES)


def credit_floor(band):
    """Return the lower end of a credit band, 0 when it has none.

    >>> credit_floor("740+"), credit_floor("720-739"), credit_floor("Below 580")
    (740, 720, 0)
    """
    text = str(band or "").strip().lower()
    if re.search(r"below|under|less|<", text):
        return 0
    scores = [int(score) for score in re.findall(r"\b[3-8]\d\d\b", text)]
    if scores:
        return min(scores)
    for words, floor in _CREDIT_WORDS.items():
        if text.startswith(words):
            return floor
    return 0


def about(purpose, lang):
    """Return what a mail in ``lang`` about a loan purpose has as its subject.

    >>> about("refinance", "en_US"), about("purchase", "es_419")
    ('About your refinance', 'Sobre su compra de casa')
    """
    words = _ABOUT.get((lang or "en")[:2], _ABOUT["en"])
    return words.format(purpose=purpose_words(purpose, lang))


def purpose_words(purpose, lang):
    """Return how a sentence in ``lang`` names a loan purpose."""
    words = _PURPOSE_WORDS.get((lang or "en")[:2], _PURPOSE_WORDS["en"])
    return words.get(purpose or "", words[""])


def surnames(names):
    """Return the surnames in full ``names``, each once: how a file is spoken of.

    >>> surnames(["Dana Ruiz", "Rey Ortega Jr.", "Ana Ruiz"]), surnames([])
    ('Ruiz/Ortega', '')
    """
    last = []
    for name in names:
        words = [
            word
            for word in str(name or "").replace(",", " ").split()
            if word.strip(".").lower() not in _SUFFIXES
        ]
        last += words[-1:]
    return "/".join(dict.fromkeys(last))


def short_amount(amount):
    """Return an amount as people say it, "" for none.

    >>> short_amount(320000), short_amount(1250000), short_amount(0)
    ('320k', '1.25M', '')
    """
    if not amount:
        return ""
    thousands = round(amount / 1000)
    return f"{round(thousands / 1000, 2):g}M" if thousands >= 1000 else f"{thousands}k"


def language_code(raw):
    """Return the locale of a language as people write it, "" when it is unknown.

    >>> language_code("Spanish"), language_code("es-MX"), language_code("Klingon")
    ('es_419', 'es_MX', '')
    """
    text = str(raw or "").strip().replace("-", "_")
    if re.fullmatch(r"[a-z]{2}_[A-Za-z0-9]{2,3}", text):
        return text
    return _LANGUAGES.get(text.lower(), "")


def language_name(raw):
    """Return a language as people say it; what no table knows stays as it was written.

    >>> language_name("en"), language_name("es-MX"), language_name("Klingon")
    ('English', 'Spanish', 'Klingon')
    """
    text = str(raw or "").strip()
    code = (language_code(text) or text).partition("_")[0]
    try:
        named = Locale.parse(code).get_language_name("en")
    except (ValueError, UnknownLocaleError):
        named = ""
    return named or text


def _code(raw, table):
    words = re.sub(r"[^a-z]", "", str(raw or "").lower())
    for code, names in table.items():
        if words and (words == code.replace("_", "") or words in names.split()):
            return code
    return ""
