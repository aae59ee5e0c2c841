from odoo.http import Controller, request, route

from .license_page_words import WORDS


class MortgageLicensePageController(Controller):
    """Who lends here and under which licenses, for anybody with the link.

    A wrong link gets one page whatever is wrong with it, and says nothing of who works
    here.
    """

    @route(
        ["/l/<string:token>", "/mortgage/licenses/<string:token>"],
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def mortgage_licenses(self, token, lang=None, **_query):
        few = request.env["mortgage.page.visit"]._count(request.httprequest.remote_addr)
        if lang not in WORDS:
            wanted = request.httprequest.accept_languages
            lang = wanted.best_match(list(WORDS)) or "en"
        pages = request.env["mortgage.license.page"].sudo()
        company, user = pages._by_token(token) if few else (None, None)
        return request.render(
            "mortgage_compliance.license_page",
            {
                "words": WORDS[lang],
                "page_lang": lang,
                "other_lang": next(other for other in WORDS if other != lang),
                "token": token,
                "busy": not few,
                "shown": pages._shown(company, user, lang) if company else None,
            },
            headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
            status=429 if not few else 200 if company else 404,
        )
