"""What stands under every message: who speaks, under which license, how to opt out.

Computed from the sender at hand-over and never typed, so that nobody's message can
carry somebody else's numbers.
"""

from babel.dates import format_date
from markupsafe import Markup

from .words import plain

CONSUMER_ACCESS = "www.nmlsconsumeraccess.org"
_WORDS = {
    "en": {
        "branch": "branch",
        "trade": "{trade} is a trade name of {company}.",
        "ad": "This is an advertisement. It is not a commitment to lend; every loan is"
        " subject to credit and property approval.",
        "unsubscribe": "Unsubscribe",
        "stop": "Reply STOP to opt out.",
        "away": "I am away through {day}. {cover} looks after you until I am back.",
        "away_sms": "I am away through {day}; {cover} is here for you.",
    },
    "es": {
        "branch": "sucursal",
        "trade": "{trade} es un nombre comercial de {company}.",
        "ad": "Este mensaje es publicidad. No es un compromiso de financiamiento; todo"
        " crédito depende de la aprobación del solicitante y de la propiedad.",
        "unsubscribe": "Cancelar la suscripción",
        "stop": "Responda STOP para no recibir más.",
        "away": "Estaré fuera hasta el {day}. Mientras tanto le atiende {cover}.",
        "away_sms": "Estoy fuera hasta el {day}; le atiende {cover}.",
    },
}
_STYLE = (
    "max-width:600px;margin-top:24px;padding-top:12px;border-top:1px solid #d5d9de;"
    "font-family:Helvetica,Arial,sans-serif;font-size:12px;line-height:1.5;color:#5a6472"
)
# A reply and news about a loan under way go to somebody who knows how to stop them.
_STOP_KINDS = ("marketing", "transactional")


def footer(channel, kind, sender, state, links, lang="en"):
    """Return ``(html, text)`` to stand under a message.

    ``sender`` is a value of ``mortgage.template._sender_values``, ``state`` the code of
    the state whose license text applies, ``links`` has ``unsubscribe``, an address.
    """
    words = _WORDS.get(lang, _WORDS["en"])
    if channel == "sms":
        return Markup(""), _sms(kind, sender, words)
    if channel != "email":
        return Markup(""), ""
    lines = _email_lines(kind, sender, state, lang)
    html = [Markup("<div>%s</div>") % line for line in lines]
    address = (links or {}).get("unsubscribe")
    if kind == "marketing" and address:
        lines.append(f"{words['unsubscribe']}: {address}")
        html.append(
            Markup('<div><a href="%s" style="color:#5a6472">%s</a></div>')
            % (address, words["unsubscribe"])
        )
    block = Markup('<div style="%s">%s</div>') % (_STYLE, Markup("").join(html))
    return block, "\n".join(["--", *lines])


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


def _email_lines(kind, sender, state, lang):
    """Return the lines of an email's footer but for the links."""
    words = _WORDS.get(lang, _WORDS["en"])
    value = _reader(sender)
    lines = [
        *sender_lines(sender, lang),
        CONSUMER_ACCESS,
        plain((sender.get("license_words") or {}).get(state)),
        value("equal_housing"),
        value("company_address"),
        words["ad"] if kind == "marketing" else "",
    ]
    return [line for line in lines if line]


def _sms(kind, sender, words):
    value = _reader(sender)
    who = [
        _named(value("lo_name"), value("lo_nmls")),
        _named(value("company_name"), value("company_nmls"), mark=" NMLS #"),
    ]
    line = ", ".join(filter(None, who)) + "."
    return f"{line} {words['stop']}" if kind in _STOP_KINDS else line


def _reader(sender):
    return lambda name: plain(sender.get(name))


def _named(name, number, what="", mark=", NMLS #"):
    """Return "name, NMLS #number"; "" for nobody."""
    if not name:
        return ""
    name = f"{name} {what}".strip()
    return f"{name}{mark}{number}" if number else name
