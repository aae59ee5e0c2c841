"""What stands under every message: who speaks, under which license, how to opt out.

Computed from the sender at hand-over and never typed, so that nobody's message can
carry somebody else's numbers.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from babel.dates import format_date
from markupsafe import Markup

from . import gsm7
from .notices import applying
from .words import plain

CONSUMER_ACCESS = "www.nmlsconsumeraccess.org"
# A text is billed by the segment; what can be read on the license page moves there.
TEXT_SEGMENTS = 2
_WORDS = {
    "en": {
        "branch": "{name} branch",
        "trade": "{trade} is a trade name of {company}.",
        "ad": "This is an advertisement. It is not a commitment to lend; every loan is"
        " subject to credit and property approval.",
        "unsubscribe": "Unsubscribe",
        "preferences": "Choose what you receive",
        "licenses": "Licenses",
        "stop": "Reply STOP to opt out.",
        "away": "I am away through {day}. {cover} looks after you until I am back.",
        "away_sms": "I am away through {day}; {cover} is here for you.",
    },
    "es": {
        "branch": "sucursal {name}",
        "trade": "{trade} es un nombre comercial de {company}.",
        "ad": "Este mensaje es publicidad. No es un compromiso de financiamiento; todo"
        " crédito depende de la aprobación del solicitante y de la propiedad.",
        "unsubscribe": "Cancelar la suscripción",
        "preferences": "Elija qué recibe",
        "licenses": "Licencias",
        "stop": "Responda STOP para no recibir más.",
        "away": "Estaré fuera hasta el {day}. Mientras tanto le atiende {cover}.",
        "away_sms": "Estoy fuera hasta el {day}; le atiende {cover}.",
    },
}
# Lenders say Lender, brokers Opportunity. The legend itself is English in every ad.
EQUAL_HOUSING = {
    "lender": "Equal Housing Lender",
    "broker": "Equal Housing Opportunity",
}
_EQUAL_HOUSING_ES = "Igualdad de oportunidades en la vivienda"
_STYLE = (
    "max-width:600px;margin-top:24px;padding-top:12px;border-top:1px solid #d5d9de;"
    "font-family:Helvetica,Arial,sans-serif;font-size:12px;line-height:1.5;color:#5a6472"
)
_LINK_STYLE = "color:#5a6472"
# A reply and news about a loan under way go to somebody who knows how to stop them.
_STOP_KINDS = ("marketing", "transactional")


@dataclass(frozen=True)
class Occasion:
    """The message a footer stands under.

    ``state`` is the one whose license text applies, ``links`` has the addresses
    ``unsubscribe`` and ``preferences``, ``loan`` what is known of the loan, ``above``
    the words of a text, whose length decides how much the footer says.
    """

    channel: str
    kind: str
    state: str = ""
    links: dict = field(default_factory=dict)
    lang: str = "en"
    loan: dict = field(default_factory=dict)
    above: str = ""

    @property
    def words(self):
        """The fixed words in the language of the message."""
        return _WORDS.get(self.lang, _WORDS["en"])


def footer(occasion, sender):
    """Return ``(html, text)`` to stand under a message of ``sender``, a value of
    ``mortgage.sender._sender_values``."""
    if occasion.channel == "sms":
        return Markup(""), _text_footer(occasion, sender)
    if occasion.channel != "email":
        return Markup(""), ""
    lines = _email_lines(occasion, sender)
    links = _email_links(occasion, sender)
    html = [Markup("<div>%s</div>") % _html_line(line, sender) for line in lines]
    if links:
        html.append(
            Markup("<div>%s</div>")
            % Markup(" · ").join(
                Markup('<a href="%s" style="%s">%s</a>') % (address, _LINK_STYLE, label)
                for label, address in links
            )
        )
    block = Markup('<div style="%s">%s</div>') % (_STYLE, Markup("").join(html))
    written = [f"{label}: {address}" for label, address in links]
    return block, "\n".join(["--", *lines, *written])


def away_line(channel, sender, lang="en"):
    """Return what a message of somebody who is away says about who covers, or ""."""
    day, name = sender.get("away_through"), plain(sender.get("cover_name"))
    if channel not in ("email", "sms") or not day or not name:
        return ""
    lang = lang if lang in _WORDS else "en"
    phone, number = plain(sender.get("cover_phone")), plain(sender.get("cover_nmls"))
    if channel == "sms":
        cover = " ".join(filter(None, [name, phone]))
        day = format_date(day, "MMM d" if lang == "en" else "d/M", locale=lang)
        return _WORDS[lang]["away_sms"].format(day=day, cover=cover)
    cover = ", ".join(filter(None, [_named(name, number), phone]))
    form = "EEEE, MMMM d" if lang == "en" else "EEEE d 'de' MMMM"
    day = format_date(day, form, locale=lang)
    return _WORDS[lang]["away"].format(day=day, cover=cover)


def sender_lines(sender, lang="en"):
    """Return the lines that say who speaks: LO, company, branch and trade name with
    their NMLS numbers. They are said on a call and stand under an email."""
    words = _WORDS.get(lang, _WORDS["en"])
    value = _reader(sender)
    company, trade = value("company_name"), value("company_trade_name")
    lines = [
        _named(value("lo_name"), value("lo_nmls")),
        _named(company, value("company_nmls")),
        _named(value("branch_name"), value("branch_nmls"), words["branch"]),
        words["trade"].format(trade=trade, company=company) if trade else "",
    ]
    return [line for line in lines if line]


def license_words(sender, state, lang="en", short=False):
    """Return what ``state`` wants to read about the license of ``sender``, or ""."""
    texts = (sender.get("license_words") or {}).get(state) or {}
    keys = ((lang, short), (lang, False), ("en", short), ("en", False))
    return plain(next((texts[key] for key in keys if texts.get(key)), ""))


def equal_housing(legend, lang="en"):
    """Return the equal housing words with their Spanish meaning where it is read."""
    legend = plain(legend)
    return f"{legend} ({_EQUAL_HOUSING_ES})" if legend and lang == "es" else legend


def is_public(address):
    """Whether a phone anywhere can open ``address``: not one of a test machine."""
    parts = urlsplit(address or "")
    host = parts.hostname or ""
    return parts.scheme == "https" and "." in host and not host[-1].isdigit()


def _email_lines(occasion, sender):
    """Return the lines of an email's footer but for the links."""
    value = _reader(sender)
    lang = occasion.lang
    notices = applying(
        sender, occasion.state, occasion.channel, occasion.kind, occasion.loan
    )
    lines = [
        *sender_lines(sender, lang),
        CONSUMER_ACCESS,
        license_words(sender, occasion.state, lang),
        *(notice.text(lang) for notice in notices),
        equal_housing(value("equal_housing"), lang),
        value("company_address"),
        occasion.words["ad"] if occasion.kind == "marketing" else "",
    ]
    return [line for line in lines if line]


def _email_links(occasion, sender):
    """Return ``[(label, address)]``: out, choices and licenses."""
    links = occasion.links or {}
    wanted = [
        ("unsubscribe", occasion.kind == "marketing" and links.get("unsubscribe")),
        ("preferences", occasion.kind in _STOP_KINDS and links.get("preferences")),
        ("licenses", sender.get("license_page")),
    ]
    return [(occasion.words[name], address) for name, address in wanted if address]


def _html_line(line, sender):
    """Return ``line`` with the mark beside the equal housing words and a link behind
    the address of Consumer Access."""
    if line == CONSUMER_ACCESS:
        address = sender.get("consumer_access") or f"https://{CONSUMER_ACCESS}"
        return Markup('<a href="%s" style="%s">%s</a>') % (address, _LINK_STYLE, line)
    legend, mark = plain(sender.get("equal_housing")), sender.get("equal_housing_mark")
    if mark and legend and line.startswith(legend):
        # The words stay beside it for readers who do not load images.
        image = Markup(
            '<img src="%s" alt="%s" width="24" height="24"'
            ' style="vertical-align:middle;border:0"/> %s'
        )
        return image % (mark, legend, line)
    return line


def _text_footer(occasion, sender):
    value = _reader(sender)
    who = [
        _named(value("lo_name"), value("lo_nmls")),
        _named(value("company_name"), value("company_nmls"), mark=" NMLS #"),
    ]
    stop = occasion.words["stop"] if occasion.kind in _STOP_KINDS else ""
    named = ", ".join(filter(None, who)) + "."
    notices = applying(
        sender, occasion.state, occasion.channel, occasion.kind, occasion.loan
    )
    short = [notice.text(occasion.lang, short=True) for notice in notices]
    page = sender.get("license_page")
    if not is_public(page):
        law = license_words(sender, occasion.state, occasion.lang, short=True)
        return " ".join(filter(None, [named, law, *short, stop]))
    link = f"{occasion.words['licenses']}: {page}"
    whole = " ".join(filter(None, [named, *short, link, stop]))
    if license_words(sender, occasion.state) or _fits(occasion.above, whole):
        return whole
    # Names and numbers are written and the state asks for no more.
    return " ".join(filter(None, [named, *short, stop]))


def _fits(above, below):
    return gsm7.segments(gsm7.to_gsm7(f"{above}\n{below}")) <= TEXT_SEGMENTS


def _reader(sender):
    return lambda name: plain(sender.get(name))


def _named(name, number, what="{name}", mark=", NMLS #"):
    """Return "name, NMLS #number"; "" for nobody."""
    if not name:
        return ""
    name = what.format(name=name)
    return f"{name}{mark}{number}" if number else name
