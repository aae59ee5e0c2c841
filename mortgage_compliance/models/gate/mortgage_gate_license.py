from datetime import timezone

from odoo import api, models

from ...tools.licenses import BRANCH_RULE
from ...tools.places import state_name
from ...tools.verdict import Verdict


class MortgageGateLicense(models.AbstractModel):
    """Who speaks must be licensed where the property is, at the minute it goes out.

    Who never was is blocked. Who was, and is not any more, waits for the renewal.
    """

    _inherit = "mortgage.gate.checks"

    @api.model
    def _check_license(self, cases, book):
        senders = {case.request.user_id for case in cases}
        originators = self._originators(senders)
        records = self.env["mortgage.license"]
        licenses = records._read_licenses(
            originators, {case.company_id for case in cases}, book
        )
        branches = records._branches(originators)
        lacking = []
        for case in cases:
            if not case.license_state:
                rule = book.require("license.company", case.company_id, case.at)
                reason = self.env._(
                    "The state of the property is unknown: no license was checked."
                )
                case.warnings.append(self._warning(rule, reason))
                continue
            sender = case.request.user_id if case.request.user_id in originators else 0
            lack = self._lacking_license(
                case, sender, branches.get(sender, 0), licenses
            )
            if lack:
                lacking.append((case, *lack))
        names = self._holder_names(lacking)
        return {
            case.position: self._unlicensed(
                case,
                book.require(code, case.company_id, case.at),
                names[holder],
                licenses.awaited(*holder, case.company_id, case.license_state, case.at),
            )
            for case, code, holder in lacking
        }

    def _lacking_license(self, case, sender, branch, licenses):
        """Return ``(rule code, holder)`` of the license that a case lacks, or None."""
        where = case.company_id, case.license_state, case.at
        if not licenses.count("company", case.company_id, *where):
            return "license.company", ("company", case.company_id)
        if not sender:
            return None
        if not licenses.count("user", sender, *where):
            return "license.lo", ("user", sender)
        if not licenses.branch_counts(branch, *where):
            return BRANCH_RULE, ("branch", branch)
        return None

    def _holder_names(self, lacking):
        """Return ``{holder: name}`` of those who lack a license."""
        models_of = {
            "company": "res.company",
            "user": "res.users",
            "branch": "mortgage.branch",
        }
        holders = {holder for _case, _code, holder in lacking}
        names = {}
        for kind, model in models_of.items():
            ids = [holder_id for of, holder_id in holders if of == kind]
            for record in self.env[model].sudo().browse(ids):
                names[kind, record.id] = record.name
        return names

    def _unlicensed(self, case, rule, name, awaited):
        """Return the verdict on a case whose sender waits for the license ``awaited``,
        or never had one."""
        told = {"holder": name, "state": state_name(case.license_state)}
        if not awaited:
            reason = self.env._("%(holder)s has no %(state)s license", **told)
            return self._block(case, rule, reason)
        return Verdict(
            "hold",
            rule.code,
            rule.id,
            reason=self._awaited_words(case, awaited, told),
            citation=rule.source,
            hold_until=awaited.begins if case.at < awaited.begins else None,
        )

    def _awaited_words(self, case, awaited, told):
        company = self.env["res.company"].sudo().browse(case.company_id)
        if case.at < awaited.begins:
            begins = awaited.begins.astimezone(company._mortgage_zone())
            return self.env._(
                "Waits: %(holder)s's %(state)s license begins %(day)s",
                day=f"{begins:%b} {begins.day}, {begins.year}",
                **told,
            )
        if not awaited.ends or case.at < awaited.ends:
            return self.env._(
                "Waits: %(holder)s's %(state)s license is not active", **told
            )
        last = self.env["mortgage.license"]._last_day(
            awaited.ends.astimezone(timezone.utc), company
        )
        told["day"] = f"{last:%b} {last.day}, {last.year}"
        if awaited.status == "renewal_requested":
            return self.env._(
                "Waits: %(holder)s's %(state)s license ended %(day)s; its renewal is"
                " requested and not granted",
                **told,
            )
        return self.env._(
            "Waits: %(holder)s's %(state)s license ended %(day)s and is not renewed",
            **told,
        )
