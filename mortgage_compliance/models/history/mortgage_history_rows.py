from odoo import fields, models

SHOWN = 300
ICONS = {
    "email": "fa-envelope-o",
    "sms": "fa-comment-o",
    "call": "fa-phone",
    "voicemail": "fa-phone",
    "letter": "fa-file-text-o",
}


class MortgageHistory(models.AbstractModel):
    """What each kind of event looks like on the page."""

    _inherit = "mortgage.history"

    def _rows(self, found):
        """Return the rows of ``[(kind, id, at)]`` that the caller may see, in order."""
        tellers = {
            "touch": ("mortgage.touch", self._touch_row),
            "inbound": ("mortgage.inbound.message", self._inbound_row),
            "journal": ("mortgage.journal.message", self._journal_row),
            "consent": ("mortgage.consent", self._consent_row),
            "stop": ("mortgage.suppression", self._stop_row),
            "lift": ("mortgage.suppression", self._lift_row),
            "complaint": ("mortgage.complaint", self._complaint_row),
        }
        seen = {}
        for kind, (model, _teller) in tellers.items():
            ids = [number for of, number, _at in found if of == kind]
            if ids:
                records = self.env[model].browse(ids)
                seen |= {
                    (kind, one.id): one for one in records._filtered_access("read")
                }
        rows = []
        for kind, number, at in found:
            record = seen.get((kind, number))
            if record is None:
                continue
            model, teller = tellers[kind]
            rows.append(
                {
                    **{"icon": "", "from": "", "words": "", "note": "", "why": False},
                    **{"state": "", "state_name": "", "tone": "muted"},
                    **{"kind": kind, "id": number, "model": model},
                    "at": fields.Datetime.to_string(at),
                    **teller(record),
                }
            )
        return rows

    def _label(self, record, name):
        values = dict(record._fields[name]._description_selection(self.env))
        return values.get(record[name], "")

    def _touch_row(self, touch):
        gone = touch.state in ("sent", "delivered")
        refused = touch.state in ("blocked", "failed", "in_doubt")
        waits = touch.state in ("held", "queued", "due")
        tone = "success" if gone else "danger" if refused else "light"
        tone = "warning" if waits else tone
        return {
            "icon": ICONS.get(touch.channel, ""),
            "from": "us",
            "head": f"{self._label(touch, 'channel')}: {touch.about or ''}",
            "note": "" if gone else touch.reason or "",
            "citation": touch.citation or "",
            "by": touch.sudo().user_id.name or "",
            "state": touch.state,
            "state_name": self._label(touch, "state"),
            "tone": tone,
            "why": True,
        }

    def _inbound_row(self, message):
        return {
            "icon": ICONS.get(message.channel, ""),
            "from": "them",
            "head": self.env._("%s from the borrower", self._label(message, "channel")),
            "words": (message.body or "")[:SHOWN],
            "state_name": ""
            if message.meaning == "none"
            else self._label(message, "meaning"),
            "tone": "warning",
        }

    def _journal_row(self, message):
        by_us = message.direction == "out"
        return {
            "icon": ICONS.get(message.channel, ""),
            "from": "us" if by_us else "them",
            "head": self.env._(
                "%s, filed from outside Odoo", self._label(message, "channel")
            ),
            "by": message.sudo().user_id.name or "",
            "words": (message.body or "")[:SHOWN],
            "state_name": self.env._("Past an opt-out") if message.opted_out else "",
            "tone": "danger",
        }

    def _consent_row(self, consent):
        taken = consent.event == "revocation"
        return {
            "icon": "fa-times-circle-o" if taken else "fa-check-circle-o",
            "from": "them",
            "head": self.env._(
                "Consent %(event)s: %(level)s for %(channels)s",
                event=self._label(consent, "event").lower(),
                level=self._label(consent, "level") or self.env._("consent"),
                channels=consent.channels_text,
            ),
            "words": (consent.text or "")[:SHOWN],
            "note": consent.point_id.value or "",
        }

    def _stop_row(self, stop):
        return {
            "icon": "fa-ban",
            "from": "them",
            "head": self.env._(
                "Do not contact, %(scope)s: %(reason)s",
                scope=self._label(stop, "scope").lower(),
                reason=self._label(stop, "reason"),
            ),
            "words": (stop.note or "")[:SHOWN],
            "note": stop.point_id.value or "",
        }

    def _lift_row(self, stop):
        return {
            "icon": "fa-check",
            "from": "them",
            "head": self.env._(
                "May be contacted again, %s", self._label(stop, "scope").lower()
            ),
            "words": (stop.lift_note or "")[:SHOWN],
            "note": stop.point_id.value or "",
        }

    def _complaint_row(self, complaint):
        return {
            "icon": "fa-exclamation-triangle",
            "from": "them",
            "head": self.env._(
                "Complaint %(number)s: %(topic)s",
                number=complaint.name,
                topic=self._label(complaint, "topic"),
            ),
            "words": (complaint.words or "")[:SHOWN],
            "state_name": self._label(complaint, "state"),
            "tone": "warning",
        }
