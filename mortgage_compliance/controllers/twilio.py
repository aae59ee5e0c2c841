from odoo import SUPERUSER_ID
from odoo.http import request, route
from odoo.tools import config

from odoo.addons.sms_twilio.controllers.controllers import SmsTwilioController

TWIML = [("Content-Type", "text/xml; charset=utf-8")]
NO_ANSWER = "<Response/>"


class MortgageTwilioController(SmsTwilioController):
    """What Twilio posts: borrowers' texts, and receipts of ours."""

    @route(
        "/mortgage/sms/inbound",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def mortgage_sms_inbound(self, **_form):
        company = self._mortgage_sender()
        # PostgreSQL takes no NUL; phones do not type it.
        form = {
            name: value.replace("\x00", "")
            for name, value in request.httprequest.form.items()
        }
        if not company or not form.get("MessageSid"):
            raise request.not_found()
        messages = request.env["mortgage.inbound.message"].with_user(SUPERUSER_ID)
        messages.with_company(company)._receive_text(form)
        return request.make_response(NO_ANSWER, TWIML)

    @route()
    def update_sms_status(self, uuid, **form):
        answer = super().update_sms_status(uuid, **form)
        if answer.get_data() or not self._mortgage_renew_tracker(uuid):
            return answer
        # Odoo's row was cleaned away before the receipt came; the touch is there.
        return super().update_sms_status(uuid, **form)

    def _validate_twilio_signature(self, request, uuid):
        # Not only by the text's row, as Odoo does: it may be gone.
        if self._mortgage_sender():
            return True
        texts = request.env["sms.sms"].sudo()
        if not texts.search_count([("uuid", "=", uuid)], limit=1):
            return False
        return super()._validate_twilio_signature(request, uuid)

    def _mortgage_sender(self):
        """Return the company whose Twilio account signed this request, or none."""
        posted = request.httprequest
        return request.env["res.company"]._mortgage_signed_by_twilio(
            posted.form.to_dict(flat=False),
            posted.full_path.rstrip("?"),
            posted.headers.get("X-Twilio-Signature"),
            # Only behind a proxy that sets it is the address of the request our own.
            [posted.url] if config["proxy_mode"] else [],
        )

    def _mortgage_renew_tracker(self, uuid):
        touches = request.env["mortgage.touch"].sudo()
        if not touches.search_count(
            [("wire_id", "=", uuid), ("channel", "=", "sms")], limit=1
        ):
            return False
        request.env["sms.tracker"].sudo().create({"sms_uuid": uuid})
        return True
