from odoo import models
from odoo.tools import plaintext2html

HAND_OVER_TYPE = "mortgage_sales.activity_type_hand_over"


class CrmLead(models.Model):
    """An LO asks the manager to give a lead to somebody else."""

    _inherit = "crm.lead"

    def write(self, vals):
        owner_id = vals.get("user_id")
        handed = owner_id and self.sudo().filtered(
            lambda lead: lead.is_mortgage and lead.user_id.id != owner_id
        )
        result = super().write(vals)
        if handed:
            handed._mortgage_handed_over()
        return result

    def _mortgage_ask_hand_over(self, user, manager, reason):
        """Give ``manager`` a task about the lead, once, and ring."""
        title = self.env._(
            "%(lo)s asks to hand over %(borrower)s",
            lo=user.name,
            borrower=self.partner_id.name or self.name,
        )
        note = plaintext2html(reason)
        asked = self._mortgage_hand_over_requests()
        if asked:
            asked.write({"summary": title, "note": note})
        else:
            # The alert tells the manager: no mail of Odoo's about it.
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                HAND_OVER_TYPE, user_id=manager.id, summary=title, note=note
            )
        alert = {"users": manager, "title": title, "message": reason, "kind": "lead"}
        request = self._mortgage_hand_over_requests()[:1]
        self.env["res.users"]._mortgage_alert(
            [{**alert, "lead": self, "activity": request}]
        )

    def _mortgage_handed_over(self):
        """The lead got another owner: close the requests for it."""
        for request in self._mortgage_hand_over_requests():
            owner = self.browse(request.res_id).user_id
            request.action_feedback(
                feedback=self.env._("%(owner)s works it now", owner=owner.name)
            )

    def _mortgage_hand_over_requests(self):
        """Return the open requests to hand these leads over."""
        kind = self.env.ref(HAND_OVER_TYPE, raise_if_not_found=False)
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id if kind else False),
            ]
        )
