from datetime import date

from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route

from ..tools.preferences import DAYS, Choice
from .preferences_words import WORDS

# What a borrower may end, and on which of their addresses.
CHOICES = {
    "email": "email",
    "sms": "phone",
    "call": "phone",
    "phone": "phone",
    "all": None,
}
# Shown on the page, with what already stops it.
STOPS = {
    "email": ("email", {"email", "all"}),
    "sms": ("phone", {"sms", "phone", "all"}),
    "call": ("phone", {"call", "phone", "all"}),
}
NOTHING_CHOSEN = Choice()
UNSUBSCRIBE = "/mortgage/unsubscribe/"


class MortgagePreferencesController(Controller):
    """The borrower's own switches, without a login.

    An invalid token gets the pages of somebody who has chosen nothing, in the same way:
    they show nothing about anyone, so there is nothing to find out by trying.
    """

    @route(
        [
            "/mortgage/preferences/<string:token>",
            "/mortgage/unsubscribe/<string:token>",
        ],
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def mortgage_preferences(self, token, lang=None, **_query):
        # Opening a link changes nothing: mail scanners open links too.
        return self._page(token, lang)

    @route(
        "/mortgage/preferences/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def mortgage_preferences_save(self, token, lang=None, **form):
        # No CSRF token: whoever has the link is the borrower, and there is no session.
        stopped = [choice for choice in CHOICES if form.get(choice)]
        self._opt_out(token, stopped)
        posted = request.httprequest.form
        if "choices" not in form:
            return self._page(token, lang, saved=bool(stopped))
        if set(posted.getlist("quiet")) >= set(DAYS):
            return self._page(token, lang, fault="all_days")
        self._choose(token, posted)
        return self._page(token, lang, saved=True)

    @route(
        "/mortgage/unsubscribe/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def mortgage_unsubscribe(self, token, **_form):
        """RFC 8058: one POST, no question, no login."""
        self._opt_out(token, ["email"])
        return request.make_response("OK", [("Content-Type", "text/plain")])

    def _point(self, token):
        points = request.env["mortgage.contact.point"].with_user(SUPERUSER_ID)
        return points._by_token(token)

    def _opt_out(self, token, chosen):
        point = self._point(token)
        people = point._of_the_same_people()
        note = f"{request.httprequest.path.split('/')[2]} page"
        for choice in ["all"] if "all" in chosen else chosen:
            kind = CHOICES[choice]
            points = people.filtered(lambda p, kind=kind: not kind or p.kind == kind)
            if points:
                points._opt_out(choice, "unsubscribed", note)

    def _choose(self, token, posted):
        point = self._point(token)
        topics = request.env["mortgage.contact.topic"].with_user(SUPERUSER_ID)
        wanted = posted.getlist("topic")
        choice = Choice(
            topics_off=tuple(
                topic.code
                for topic in topics.search([("active", "=", True)])
                if topic.code not in wanted
            ),
            quiet_days=tuple(day for day in DAYS if day in posted.getlist("quiet")),
            quiet_until=_day(posted.get("quiet_until")),
            lang=posted.get("language") if posted.get("language") in WORDS else "",
        )
        if point:
            point.env["mortgage.preference"]._choose(point, choice, "page")

    def _page(self, token, lang, saved=False, fault=None):
        visits = request.env["mortgage.page.visit"].sudo()
        # An opt-out has been done by now: only looking is limited.
        few = visits._count(request.httprequest.remote_addr)
        choice, stopped = self._chosen(token)
        if lang not in WORDS:
            lang = choice.lang or self._browser_lang()
        topics = request.env["mortgage.contact.topic"].sudo()
        return request.render(
            "mortgage_compliance.preferences_page",
            {
                "words": WORDS[lang],
                "page_lang": lang,
                "token": token,
                "saved": saved,
                "fault": fault,
                "topics": topics.search([("active", "=", True)])._in(lang),
                "days": DAYS,
                "choice": choice,
                "stopped": stopped,
                # Who comes by the link "Unsubscribe" finds that first, and ticked.
                "leaving": request.httprequest.path.startswith(UNSUBSCRIBE),
                "other_lang": next(other for other in WORDS if other != lang),
                "busy": not few and not saved,
            },
            headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
            status=200 if few or saved else 429,
        )

    def _chosen(self, token):
        """Return the borrower's Choice and ``{channel: stopped}``."""
        point = self._point(token)
        # Asked either way: the time taken says nothing.
        ids = point._of_the_same_people().ids or [0]
        preferences = point.env["mortgage.preference"].sudo()
        choice = preferences._current(ids).get(point.id, NOTHING_CHOSEN)
        active = point.env["mortgage.suppression"].sudo()._active(ids)
        points = point.browse(ids) if point else point
        return choice, {
            channel: any(own.kind == kind and active[own.id] & scopes for own in points)
            for channel, (kind, scopes) in STOPS.items()
        }

    def _browser_lang(self):
        wanted = request.httprequest.accept_languages
        return wanted.best_match(list(WORDS)) or "en"


def _day(text):
    """Return the date that a browser sent, None for none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
