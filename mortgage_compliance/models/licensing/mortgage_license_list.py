from dataclasses import dataclass, field

from odoo import api, fields, models

from ...tools.licenses import WORKING


@dataclass
class Change:
    """What one line of a list does: ``what`` is new, renewed, ended, changed, unchanged
    or refused; ``record`` the license it is about, ``vals`` what is written."""

    row: object
    what: str
    holder: str = ""
    record: object = None
    vals: dict = field(default_factory=dict)
    reason: str = ""


class MortgageLicense(models.Model):
    """Licenses brought up to date from a list, such as NMLS exports."""

    _inherit = "mortgage.license"

    @api.model
    def _changes(self, rows, company):
        """Return the Change that each of ``rows`` would make; writes nothing."""
        holders = self._holders(company)
        held = {}
        for record in self.search([("company_id", "=", company.id)], order="valid_to"):
            # Without an end it is the last.
            key = record._holder_key(), record.state
            held.setdefault(key, self.browse())
            held[key] |= record
        seen, changes = {}, []
        for row in rows:
            change = self._change(row, holders, held, company)
            mark = change.record.id if change.record else None
            mark = mark or (change.holder, row.state, row.number)
            if change.what != "refused" and mark in seen:
                change = self._refused(
                    row,
                    self.env._("the same license as in line %s", seen[mark]),
                    change.holder,
                )
            elif change.what != "refused":
                seen[mark] = row.line
            changes.append(change)
        return changes

    def _holder_key(self):
        if self.user_id:
            return "user", self.user_id.id
        if self.branch_id:
            return "branch", self.branch_id.id
        return "company", self.company_id.id

    @api.model
    def _holders(self, company):
        """Return ``{column: {what it says: [holder]}}``; a holder is
        ``(kind, id, name)``."""
        holders = {"person": {}, "login": {}, "name": {}}

        def add(column, word, holder):
            if word:
                holders[column].setdefault(word.strip().lower(), []).append(holder)

        own = "company", company.id, company.name
        add("person", company.nmls_id, own)
        add("name", company.name, own)
        branches = self.env["mortgage.branch"].search([("company_id", "=", company.id)])
        for branch in branches:
            one = "branch", branch.id, branch.name
            if branch.nmls_id != company.nmls_id:
                add("person", branch.nmls_id, one)
        people = (
            self.env["res.users"]
            .sudo()
            .search([("share", "=", False), ("company_ids", "in", company.ids)])
        )
        assistants = people._mortgage_assistants()
        for user in people:
            one = "assistant" if user in assistants else "user", user.id, user.name
            add("person", user.nmls_id, one)
            add("login", user.login, one)
            if user.email != user.login:
                add("login", user.email, one)
            add("name", user.name, one)
        return holders

    @api.model
    def _change(self, row, holders, held, company):
        if row.flaw:
            return self._refused(row, self._flaw_words(row))
        holder, trouble = self._holder_of(row, holders)
        if trouble:
            return self._refused(row, trouble)
        kind, holder_id, name = holder
        known = held.get(((kind, holder_id), row.state), self.browse())
        record = known.filtered(lambda r: row.number and r.number == row.number)[-1:]
        if not record:
            # A number is given once: another one is another license.
            record = known.filtered(lambda r: not (row.number and r.number))
            record = record.filtered(lambda r: not r.valid_to)[-1:] or record[-1:]
        vals = self._row_values(row, company)
        if not record:
            return self._new_change(row, holder, vals, company)
        return self._known_change(row, name, record, vals)

    @api.model
    def _new_change(self, row, holder, vals, company):
        kind, holder_id, name = holder
        begins = vals.setdefault("valid_from", fields.Datetime.now())
        if vals.get("valid_to") and vals["valid_to"] <= begins:
            if row.begins:
                return self._refused(row, self.env._("it ends before it begins"), name)
            # It ended before anybody wrote it down here.
            vals["valid_from"] = vals["valid_to"].replace(
                year=vals["valid_to"].year - 1
            )
        vals |= {"company_id": company.id, "state": row.state}
        if kind != "company":
            vals[f"{kind}_id"] = holder_id
        return Change(row, "new", name, None, vals)

    @api.model
    def _known_change(self, row, name, record, vals):
        ends = vals.get("valid_to", record.valid_to)
        begins = vals.get("valid_from", record.valid_from)
        if ends and ends <= begins:
            return self._refused(row, self.env._("it ends before it begins"), name)
        now = fields.Datetime.now()
        if row.status == "approved" and ends and ends <= now and not row.ends:
            return self._refused(
                row,
                self.env._("give the day until which it is renewed"),
                name,
            )
        vals = {key: value for key, value in vals.items() if record[key] != value}
        if not vals:
            return Change(row, "unchanged", name, record)
        what = "changed"
        if record.valid_to and ends and ends > record.valid_to:
            what = "renewed"
        elif row.status not in WORKING or (ends and ends <= now):
            what = "ended"
        return Change(row, what, name, record, vals)

    @api.model
    def _row_values(self, row, company):
        """Return what ``row`` says of a license, as fields hold it. What it leaves out
        stays as it is."""
        vals = {"status": row.status}
        if row.number:
            vals["number"] = row.number
        if row.trade_name:
            vals["trade_name"] = row.trade_name
        if row.begins:
            vals["valid_from"] = self._start_of(row.begins, company)
        if row.ends:
            vals["valid_to"] = self._end_of(row.ends, company)
        if row.requested:
            vals["renewal_requested_on"] = self._start_of(row.requested, company)
        return vals

    @api.model
    def _holder_of(self, row, holders):
        """Return ``(holder, "")`` or ``(None, what is wrong)``."""
        told = [
            (column, getattr(row, column))
            for column in ("person", "login", "name")
            if getattr(row, column)
        ]
        if not told:
            return None, self.env._("nobody is named")
        for column, word in told:
            found = holders[column].get(word.lower(), ())
            if len(found) > 1:
                names = ", ".join(name for _kind, _id, name in found)
                return None, self.env._(
                    "“%(word)s” may be %(names)s", word=word, names=names
                )
            if found and found[0][0] == "assistant":
                return None, self.env._("%s is an assistant: none has a license", word)
            if found:
                return found[0], ""
        return None, self.env._(
            "nobody here is “%s”", " / ".join(word for _column, word in told)
        )

    @api.model
    def _flaw_words(self, row):
        if row.flaw == "state":
            return self.env._("“%s” is no state", row.what)
        if row.flaw == "status":
            return self.env._("status “%s” is unknown", row.what)
        return self.env._("“%s” is no date, such as 12/31/2027", row.what)

    @api.model
    def _refused(self, row, reason, holder=""):
        return Change(row, "refused", holder or row.name or row.person, reason=reason)

    @api.model
    def _apply(self, changes):
        """Write ``changes`` in one go, and have judged once what waited for them."""
        batch = self.with_context(mortgage_licenses_batch=True)
        made = batch.create([c.vals for c in changes if c.what == "new"])
        alike = {}
        for change in changes:
            if change.record and change.vals:
                key = tuple(sorted(change.vals.items()))
                alike.setdefault(key, []).append(change.record.id)
        for vals, ids in alike.items():
            batch.browse(ids).write(dict(vals))
        touched = self.browse(made.ids) + self.browse(
            record_id for ids in alike.values() for record_id in ids
        )
        touched._on_change()
        return touched
