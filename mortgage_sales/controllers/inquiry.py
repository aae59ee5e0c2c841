import json
import logging

from odoo import SUPERUSER_ID
from odoo.http import Controller, Response, request, route

from ..models.intake.mortgage_lead_source_form import HONEYPOT
from ..tools.inquiry import PARSERS, Unparseable

_logger = logging.getLogger(__name__)

MAX_BODY = 4 * 1024 * 1024
BEARER = "bearer "


class InquiryController(Controller):
    """Takes inquiries from vendors and web forms; all work is the model's."""

    # Serialization failures leave this method: Odoo tries the whole request again.
    @route(
        "/mortgage/inquiry/<string:code>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=MAX_BODY,
    )
    def take(self, code, **_params):
        authorization = request.httprequest.headers.get("Authorization", "")
        if not authorization and "token" in request.httprequest.form:
            return self._take_form(code)
        key = ""
        if authorization.lower().startswith(BEARER):
            key = authorization[len(BEARER) :].strip()
        source = self._sources()._authenticate(code, key)
        if not source:
            return _unauthorized()
        try:
            inquiries = _parsed_body()
        except Unparseable as unparseable:
            return _problem(400, "unparseable", str(unparseable))
        if source._is_over_limit(len(inquiries)):
            return _too_many(source)
        results = source.env["mortgage.inquiry"]._submit(source, inquiries)
        return _json(200, results)

    def _take_form(self, code):
        """Take one inquiry of a form on a web page and show the page that thanks."""
        http = request.httprequest
        page = http.headers.get("Origin") or http.headers.get("Referer") or ""
        token = http.form.get("token")
        source = self._sources()._authenticate_form(code, token, page)
        if not source:
            return _unauthorized()
        if source._is_over_limit(1):
            return _too_many(source)
        if not http.form.get(HONEYPOT):
            (sent,) = PARSERS["multipart/form-data"](b"", http.form.to_dict(flat=False))
            inquiry = source._form_inquiry(
                sent,
                page=http.headers.get("Referer") or page,
                ip=http.remote_addr or "",
                user_agent=http.user_agent.string,
            )
            source.env["mortgage.inquiry"]._submit(source, [inquiry])
        if source.form_thanks_url:
            return request.redirect(source.form_thanks_url, code=303, local=False)
        return Response("Thank you. We will be in touch.", mimetype="text/plain")

    def _sources(self):
        return request.env(user=SUPERUSER_ID)["mortgage.lead.source"]


def _parsed_body():
    http = request.httprequest
    parser = PARSERS.get(http.mimetype or "application/json")
    if not parser:
        known = ", ".join(PARSERS)
        raise Unparseable(f"The content type is not known: send one of {known}.")
    body = b"" if http.form else http.get_data()
    return parser(body, http.form.to_dict(flat=False))


def _unauthorized():
    response = _problem(401, "unauthorized", "This source and key do not fit.")
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _too_many(source):
    _logger.info("Lead source %s is over its limit per minute", source.id)
    response = _problem(429, "too_many", "Too many inquiries: try again in a minute.")
    response.headers["Retry-After"] = "60"
    return response


def _problem(status, code, text):
    return _json(status, {"error": {"code": code, "field": "", "text": text}})


def _json(status, value):
    return Response(json.dumps(value), status=status, mimetype="application/json")
