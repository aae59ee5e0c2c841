from odoo import api, models

from ..caller import check_caller

READERS = ("group_manager", "group_compliance")
# Whose right fixes an item: see ``_may``.
FIXERS = {
    "admin": "mortgage_compliance.group_admin",
    "compliance": "mortgage_compliance.group_compliance",
    "system": "base.group_system",
}


class MortgageReadiness(models.AbstractModel):
    """What is set up, what is missing, and what each missing thing holds back.

    Every item is a method ``_item_<code>``; ``_codes`` lists them in reading order.
    Addons to the left and right add codes and override methods.
    """

    _name = "mortgage.readiness"
    _description = "What is not set up yet"

    @api.model
    def items(self):
        """Return the items of the caller's company, in the order to work them off.

        Rows ``{code, section, name, state, holds_back, detail, who, may, button,
        action}``; ``state`` is ``set``, ``warning`` or ``missing``, ``who`` fixes it:
        ``admin``, ``compliance`` or ``system``. ``action`` is False for a caller who
        may not.
        """
        check_caller(self.env, READERS, self.env._("see what is set up"))
        reader = self.sudo()
        rows = [getattr(reader, f"_item_{code}")() for code in reader._codes()]
        return [self._for_caller(row) for row in rows]

    @api.model
    def _codes(self):
        """Return the codes of the items, in order."""
        return [
            *("company_nmls", "postal_address", "trade_name", "company_licenses"),
            *("officers", "officer_numbers", "officer_licenses", "approver"),
            *("mail_out", "mail_replies"),
            *("texts_account", "texts_number", "texts_inbound"),
            *("templates", "sending", "clockwork"),
        ]

    def _for_caller(self, row):
        may = self.env.user.has_group(FIXERS[row["who"]])
        return {**row, "may": may, "action": row["action"] if may else False}

    def _item(self, code, name, state, detail, **more):
        """Return one row; ``more`` gives what differs from the usual."""
        return {
            "code": code,
            "name": name,
            "state": state,
            "detail": detail,
            "section": "",
            "holds_back": "",
            "who": "admin",
            "button": self.env._("Set up"),
            "action": False,
            **more,
        }

    def _window(self, model, name, **more):
        """Return the action that opens ``model``, in a list unless told otherwise."""
        views = more.pop("views", [[False, "list"], [False, "form"]])
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": views,
            "target": "current",
            **more,
        }

    def _dialog(self, model, name, **more):
        """Return the action that opens a form of ``model`` above the page."""
        return self._window(model, name, views=[[False, "form"]], target="new", **more)

    def _people(self, group):
        """Return the active employees of the company who have ``group`` of ours."""
        found = self.env.ref(f"mortgage_compliance.{group}").all_user_ids
        return found.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.id != api.SUPERUSER_ID
                and self.env.company in user.company_ids
            )
        )
