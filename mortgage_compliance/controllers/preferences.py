from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route

from .preferences_words import WORDS

# What a borrower may end, and on which of their addresses.
CHOICES = {"email": "email", "phone": "phone", "all": None}


class MortgagePreferencesController(Controller):
    """The borrower's own switches, without a login.

    An invalid token gets the same pages in the same way: they show nothing about
    anyone, so there is nothing to find out by trying.
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
        self._point(token)
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
        chosen = [choice for choice in CHOICES if form.get(choice)]
        self._opt_out(token, chosen)
        return self._page(token, lang, saved=bool(chosen))

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

    def _page(self, token, lang, saved=False):
        visits = request.env["mortgage.page.visit"].sudo()
        # An opt-out has been done by now: only looking is limited.
        few = visits._count(request.httprequest.remote_addr)
        lang = lang if lang in WORDS else self._browser_lang()
        return request.render(
            "mortgage_compliance.preferences_page",
            {
                "words": WORDS[lang],
                "page_lang": lang,
                "token": token,
                "saved": saved,
                "other_lang": next(other for other in WORDS if other != lang),
                "busy": not few and not saved,
            },
            headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
            status=200 if few or saved else 429,
        )

    def _browser_lang(self):
        wanted = request.httprequest.accept_languages
        return wanted.best_match(list(WORDS)) or "en"
