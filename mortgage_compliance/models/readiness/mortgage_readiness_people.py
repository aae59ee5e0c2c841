from odoo import models

SHOWN_NAMES = 4


class MortgageReadiness(models.AbstractModel):
    """Who works here: loan officers, and who approves words."""

    _inherit = "mortgage.readiness"

    def _item_officers(self):
        officers = self._officers()
        return self._people_item(
            "officers",
            self.env._("Loan officers"),
            "set" if officers else "missing",
            self._count_words(officers)
            if officers
            else self.env._("Nobody is a loan officer yet."),
            holds_back=self.env._("routing"),
        )

    def _item_officer_numbers(self):
        officers = self._officers()
        lacking = officers.filtered(
            lambda user: not (user.nmls_id and user.phone and user.email)
        )
        return self._people_item(
            "officer_numbers",
            self.env._("LOs' NMLS numbers, phones and emails"),
            *self._state_of(
                officers, lacking, self.env._("have no NMLS number, phone or email")
            ),
            holds_back=self.env._("messages in their names"),
            **self._officer_list_button(officers),
        )

    def _item_officer_licenses(self):
        officers = self._officers()
        licenses = self._licenses(officers.ids)
        lacking = officers - licenses.user_id
        state, detail = self._state_of(
            officers, lacking, self.env._("have no license in force")
        )
        ending = self._renewals(officers.ids)
        if state == "set" and ending:
            state, detail = "warning", ending
        action = self._window(
            "mortgage.license",
            self.env._("LOs' licenses"),
            views=[[False, "list"]],
            domain=[("user_id", "!=", False)],
        )
        return self._people_item(
            "officer_licenses",
            self.env._("LOs' state licenses"),
            state,
            detail,
            holds_back=self.env._("routing to them"),
            **(
                {"action": action, "button": self.env._("Licenses")}
                if officers
                else {"action": False}
            ),
        )

    def _item_approver(self):
        approvers = self._people("group_compliance")
        return self._people_item(
            "approver",
            self.env._("Compliance officer"),
            "set" if approvers else "missing",
            self._names(approvers)
            or self.env._(
                "Nobody may approve words yet. Who writes words never approves them."
            ),
            holds_back=self.env._("approval of words"),
            who="system",
            **self._approver_button(),
        )

    def _people_item(self, code, name, state, detail, **more):
        values = {"section": "people", **self._officers_button(), **more}
        return self._item(code, name, state, detail, **values)

    def _officers_button(self):
        """Return where a loan officer is added."""
        return {"action": self._users_window(), "button": self.env._("Users")}

    def _officer_list_button(self, officers):
        """Return where what ``officers`` lack is filled in; nowhere before there are
        any."""
        return self._officers_button() if officers else {"action": False}

    def _approver_button(self):
        return {"action": self._users_window(), "button": self.env._("Users")}

    def _users_window(self):
        return self._window("res.users", self.env._("Users"))

    def _officers(self):
        """Return the loan officers: leaders have that right too, but only one who has
        an NMLS number or a license originates loans."""
        people = self._people("group_lo")
        leaders = self._people("group_manager")
        licensed = self._licenses(leaders.ids).user_id
        return people.filtered(
            lambda user: user not in leaders or user.nmls_id or user in licensed
        )

    def _state_of(self, people, lacking, what):
        """Return state and words where ``lacking`` of ``people`` lack something."""
        if not people:
            return "missing", self.env._("Comes with the first loan officer.")
        if not lacking:
            return "set", self.env._("For %(names)s.", names=self._names(people))
        return "missing" if lacking == people else "warning", self.env._(
            "%(lacking)s of %(all)s %(what)s: %(names)s.",
            lacking=len(lacking),
            all=len(people),
            what=what,
            names=self._names(lacking),
        )

    def _count_words(self, people):
        return self.env._(
            "%(number)s: %(names)s", number=len(people), names=self._names(people)
        )

    def _names(self, people):
        names = people.mapped("name")
        shown = ", ".join(names[:SHOWN_NAMES])
        more = len(names) - SHOWN_NAMES
        if more <= 0:
            return shown
        return self.env._("%(names)s and %(more)s more", names=shown, more=more)
