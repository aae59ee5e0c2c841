from datetime import timedelta

from odoo import api, fields, models

from ..caller import check_caller
from ..consent.mortgage_suppression import WAITING

VIEWERS = ("group_manager", "group_compliance")
LATELY = timedelta(days=7)


class MortgageComplianceToday(models.AbstractModel):
    """What waits for compliance, what is held and what was refused, at a glance.

    It only reads, with the caller's own rights: a manager sees the messages of the
    teams he or she leads, and of the counts those whose lists he or she may open.
    """

    _name = "mortgage.compliance.today"
    _description = "Compliance today"

    @api.model
    def show(self):
        """Return all that the page shows: ``counts``, ``held``, ``blocked``,
        ``sending`` and ``readiness``. Every number has the action that lists it."""
        self._check_viewer()
        counts = [getattr(self, f"_count_{code}")() for code in self._counts()]
        return {
            "counts": list(filter(None, counts)),
            "held": self._held(),
            "blocked": self._blocked(),
            "sending": self._sending(),
            "readiness": self._readiness(),
        }

    @api.model
    def _check_viewer(self):
        check_caller(self.env, VIEWERS, self.env._("see Compliance today"))

    @api.model
    def _counts(self):
        """Return the codes of the counts, in order; addons to the right add theirs."""
        return [
            *("reviews", "words", "lists", "licenses", "certificates"),
            *("opt_outs", "in_doubt"),
        ]

    def _count_reviews(self):
        return self._count(
            "mortgage.inbound.message",
            self.env._("Answers to review"),
            [("state", "=", "review")],
            empty=self.env._("Nothing waits for your decision."),
            oldest="at",
        )

    def _count_words(self):
        return self._count(
            "mortgage.template.version",
            self.env._("Words to approve"),
            [("state", "=", "review")],
            empty=self.env._("Nobody waits for an approval."),
        )

    def _count_lists(self):
        lists = self.env["mortgage.dnc.list"]
        if not lists.has_access("read"):
            return None
        ageing = lists._ageing()
        loaded = lists.search_count([("status", "=", "loaded")], limit=1)
        return self._count(
            "mortgage.dnc.list",
            self.env._("Do-not-call lists too old, or soon"),
            [("id", "in", ageing.ids)],
            empty=self.env._("Every list in use is young enough.")
            if loaded
            else self.env._("No list is loaded."),
            first=ageing[:1].display_name,
        )

    def _count_licenses(self):
        if not self.env["mortgage.license"].has_access("read"):
            return None
        ending = self.env["mortgage.license"]._ending()
        return self._count(
            "mortgage.license",
            self.env._("Licenses ending"),
            [("id", "in", ending.ids)],
            empty=self.env._("None ends in the next 90 days."),
            first=ending.sorted("valid_to")[:1]._ending_words() if ending else "",
        )

    def _count_certificates(self):
        return self._count(
            "mortgage.consent.certificate",
            self.env._("Certificates not stored"),
            [("state", "in", ("waiting", "lost"))],
            empty=self.env._("Every certificate of consent is kept as proof."),
        )

    def _count_opt_outs(self):
        since = fields.Datetime.now() - LATELY
        return self._count(
            "mortgage.suppression",
            self.env._("Opt-outs in 7 days"),
            [
                ("at", ">=", fields.Datetime.to_string(since)),
                ("reason", "not in", WAITING),
            ],
            empty=self.env._("Nobody opted out."),
            waits=False,
        )

    def _count_in_doubt(self):
        return self._count(
            "mortgage.touch",
            self.env._("Messages in doubt"),
            [("state", "=", "in_doubt")],
            empty=self.env._("It is known of every message whether it left."),
        )

    def _count(self, model, name, domain, empty, first="", oldest="", waits=True):
        """Return one count with the list it counts; ``None`` where the caller may not
        open that list. ``oldest`` names the moment since which its first one waits,
        ``waits`` says that somebody has to do something about them."""
        records = self.env[model]
        if not records.has_access("read"):
            return None
        [(count, since)] = records._read_group(
            domain, aggregates=["__count", f"{oldest or 'create_date'}:min"]
        )
        return {
            "name": name,
            "count": count,
            "detail": first if count else empty,
            "since": fields.Datetime.to_string(since) if oldest and count else False,
            "action": self._list(model, name, domain),
            "waits": bool(waits and count),
        }

    def _list(self, model, name, domain, **more):
        """Return the action that lists what was counted."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": domain,
            "context": {"create": False},
            **more,
        }

    def _sending(self):
        """Return the caller's companies from which nothing leaves, and why."""
        companies = self.env.companies
        refusals = self.env["mortgage.sending"].sudo()._refusals(companies.ids)
        return [
            {"company": company.name, "reason": refusals[company.id]}
            for company in companies
            if refusals.get(company.id)
        ]

    def _readiness(self):
        """Return what of the caller's company is not set up, the gravest first."""
        items = self.env["mortgage.readiness"].items()
        missing = [item for item in items if item["state"] == "missing"]
        warned = [item for item in items if item["state"] == "warning"]
        return {
            "company": self.env.company.name,
            "set": len(items) - len(missing) - len(warned),
            "all": len(items),
            "rows": [*missing, *warned],
        }
