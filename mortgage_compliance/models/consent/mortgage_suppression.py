from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SCOPES = [
    ("all", "Everything"),
    ("phone", "Calls and texts"),
    ("sms", "Texts"),
    ("call", "Calls"),
    ("email", "Email"),
]
REASONS = [
    ("stop", "Said STOP"),
    ("unsubscribed", "Unsubscribed"),
    ("internal_dnc", "Asked not to be contacted"),
    ("wrong_number", "Wrong number"),
    ("bounced", "Bounced"),
    ("litigator", "Litigator list"),
    ("deceased", "Deceased"),
    ("in_review", "May have opted out, being reviewed"),
    ("complained", "Marked as spam"),
    ("bouncing", "Emails keep coming back"),
]
# They wait for a person, and make room for what the borrower says.
WAITING = ("in_review", "bouncing")
# Not to be used as it is; who can be reached there may still say no.
UNREACHABLE = ("bounced",)


class MortgageSuppression(models.Model):
    """A contact point that is not to be used, wholly or on some channels.

    Rows are lifted, not deleted. They hang on the contact point and so outlive the
    person's card, and are global: whoever opted out of one company of the database
    opted out of all.
    """

    _name = "mortgage.suppression"
    _description = "Do not contact"
    _order = "at desc, id desc"
    _rec_name = "point_id"

    point_id = fields.Many2one(
        "mortgage.contact.point",
        "Email or phone",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    at = fields.Datetime("Since", required=True, readonly=True)
    scope = fields.Selection(SCOPES, required=True, readonly=True)
    reason = fields.Selection(REASONS, required=True, readonly=True)
    note = fields.Char(readonly=True)
    lifted_at = fields.Datetime("Lifted", readonly=True)
    lift_note = fields.Char("Why lifted", readonly=True)

    # One that holds for each point and scope: suppressing twice changes nothing.
    _active_uniq = models.UniqueIndex(
        "(point_id, scope) WHERE lifted_at IS NULL", "It is suppressed already."
    )

    def action_lift(self):
        """Allow contact again; the borrower asked for it."""
        for row in self.filtered(lambda row: not row.lifted_at):
            row.check_access("write")
            self._lift(row.point_id.ids, row.scope, self.env._("Lifted by hand"))
        return True

    @api.model
    def _suppress(self, point_ids, scope, reason, note="", at=None):
        """Suppress these points, here and in Odoo's own lists; return ledger ids.

        A point already suppressed in this scope keeps its row and gives no entry.
        """
        at = fields.Datetime.to_datetime(at) or fields.Datetime.now()
        return self._suppress_rows(
            {(point_id, scope): (at, reason, note or "") for point_id in point_ids}
        )

    @api.model
    def _bring_in(self, found, note):
        """Suppress what an old system's file says, quietly; return ledger ids.

        The consents that those points have are taken back as of the same moment.
        """
        points = self.env["mortgage.contact.point"].sudo()
        ids = points._upsert((one.kind, one.value) for one in found)
        rows = {}
        for one in sorted(found, key=lambda one: one.at, reverse=True):
            said = f"{note}: {one.note}" if one.note else note
            rows[ids[one.kind, one.value], one.scope] = (one.at, one.reason, said)
        quiet = self.with_context(tracking_disable=True, mail_create_nolog=True)
        made = quiet._suppress_rows(rows)
        self.env["mortgage.consent"]._take_back(rows, "upload")
        for scope, point_ids in _grouped(rows).items():
            stopped = points.browse(point_ids)
            for documents in stopped._open_documents():
                documents._mortgage_on_opt_out(stopped, scope)
        return made

    def _suppress_rows(self, rows):
        """Suppress ``{(point id, scope): (at, reason, note)}``; return ledger ids."""
        if not rows:
            return []
        alike = {}
        for (point_id, scope), (_at, reason, _note) in rows.items():
            alike.setdefault((scope, reason), []).append(point_id)
        for (scope, reason), point_ids in alike.items():
            if reason not in WAITING:
                self._make_room(point_ids, scope, reason)
        made = self._insert(rows)
        made_keys = [(point_id, scope) for _id, point_id, scope in made]
        for scope, point_ids in _grouped(made_keys).items():
            self._tell_host_lists(point_ids, scope, suppressed=True)
        self.env["mortgage.touch"]._recall([point_id for point_id, _s in made_keys])
        return self._log(
            [
                (row_id, point_id, _told(scope, *rows[point_id, scope]))
                for row_id, point_id, scope in made
            ]
        )

    def _insert(self, rows):
        """Insert what does not hold yet and return ``[(id, point id, scope)]``.

        Not the ORM: two transactions may suppress the same point.
        """
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, now() at time zone 'UTC')",
                *(point_id, at, scope, reason, note or None),
                *(self.env.uid, self.env.uid),
            )
            for (point_id, scope), (at, reason, note) in sorted(rows.items())
        )
        return self.env.execute_query(
            SQL(
                "INSERT INTO mortgage_suppression (point_id, at, scope, reason, note,"
                " create_uid, write_uid, create_date) VALUES %s"
                " ON CONFLICT (point_id, scope) WHERE lifted_at IS NULL DO NOTHING"
                " RETURNING id, point_id, scope",
                values,
            )
        )

    def _make_room(self, point_ids, scope, reason):
        """End what holds less than ``reason`` does: a review by the opt-out that it was
        about, a bounce by the opt-out of somebody who can be reached again."""
        weaker = WAITING if reason in UNREACHABLE else WAITING + UNREACHABLE
        rows = self.sudo().search(
            [
                ("point_id", "in", list(point_ids)),
                ("scope", "=", scope),
                ("reason", "in", weaker),
                ("lifted_at", "=", False),
            ]
        )
        if rows:
            rows.lifted_at = fields.Datetime.now()
            rows.flush_recordset()

    @api.model
    def _lift(self, point_ids, scope, note):
        """Lift what holds in ``scope`` (START lifts ``phone`` with its ``sms``)."""
        scopes = {"phone": ("phone", "sms")}.get(scope, (scope,))
        rows = self.sudo().search(
            [
                ("point_id", "in", list(point_ids)),
                ("scope", "in", scopes),
                ("lifted_at", "=", False),
            ]
        )
        rows.write({"lifted_at": fields.Datetime.now(), "lift_note": note})
        rows.flush_recordset()
        still = self._own(point_ids)
        self._tell_host_lists(
            [point_id for point_id in point_ids if not still.get(point_id)],
            scope,
            suppressed=False,
        )
        return self._log(
            [
                (
                    row.id,
                    row.point_id.id,
                    {"scope": scope, "lifted": True, "note": note or ""},
                )
                for row in rows
            ]
        )

    @api.model
    def _active(self, point_ids):
        """Return ``{point id: set of scopes}`` for every point asked about."""
        found = self._active_rows(point_ids)
        return {
            point_id: {row["scope"] for row in found.get(point_id, ())}
            for point_id in point_ids
        }

    @api.model
    def _active_rows(self, point_ids):
        """Return ``{point id: [{id, scope, reason, at}]}``, Odoo's own lists included.

        The host's list counts where we know nothing: an entry of ours says which
        channels it means, and is copied there without that.
        """
        point_ids = list(point_ids)
        found = self._own(point_ids)
        for point_id, scope in self._host_listed(point_ids):
            if not found.get(point_id):
                found[point_id] = [
                    {"id": 0, "scope": scope, "reason": "internal_dnc", "at": None}
                ]
        return found

    def _own(self, point_ids):
        rows = self.sudo().search_fetch(
            Domain("point_id", "in", list(point_ids)) & Domain("lifted_at", "=", False),
            ["point_id", "scope", "reason", "at"],
        )
        found = {}
        for row in rows:
            found.setdefault(row.point_id.id, []).append(
                {
                    "id": row.id,
                    "scope": row.scope,
                    "reason": row.reason,
                    "at": row.at,
                }
            )
        return found

    def _host_listed(self, point_ids):
        """Return ``[(point id, scope)]`` of points on Odoo's own lists."""
        self.env["mail.blacklist"].flush_model(["email", "active"])
        self.env["phone.blacklist"].flush_model(["number", "active"])
        # Not the ORM: one look at both lists for the whole batch.
        return self.env.execute_query(
            SQL(
                """
                SELECT point.id,
                       CASE point.kind WHEN 'email' THEN 'email' ELSE 'phone' END
                  FROM mortgage_contact_point point
             LEFT JOIN mail_blacklist mail
                    ON point.kind = 'email' AND mail.email = point.value AND mail.active
             LEFT JOIN phone_blacklist phone
                    ON point.kind = 'phone' AND phone.number = point.value
                   AND phone.active
                 WHERE point.id = ANY(%s)
                   AND (mail.id IS NOT NULL OR phone.id IS NOT NULL)
                """,
                point_ids,
            )
        )

    def _tell_host_lists(self, point_ids, scope, suppressed):
        """Keep Odoo's own lists in step, so that its mass mailings obey too."""
        points = self.env["mortgage.contact.point"].sudo().browse(point_ids)
        emails = points.filtered(lambda point: point.kind == "email").mapped("value")
        if scope in ("all", "email") and emails:
            self._tell_host_list("mail.blacklist", "email", emails, suppressed)
        phones = points.filtered(lambda point: point.kind == "phone").mapped("value")
        # Odoo's list of numbers is about texts.
        if scope not in ("email", "call") and phones:
            self._tell_host_list("phone.blacklist", "number", phones, suppressed)

    def _tell_host_list(self, model, name, values, suppressed):
        entries = self.env[model].sudo().with_context(active_test=False)
        known = entries.search([(name, "in", values)])
        known.filtered(lambda entry: entry.active != suppressed).active = suppressed
        if suppressed:
            new = set(values) - set(known.mapped(name))
            entries.create([{name: value} for value in sorted(new)])

    def _log(self, rows):
        return (
            self.env["mortgage.ledger.entry"]
            .sudo()
            ._append(
                [
                    {
                        "event": "suppression",
                        "point_id": point_id,
                        "res_model": self._name,
                        "res_id": row_id,
                        "payload": payload,
                    }
                    for row_id, point_id, payload in rows
                ]
            )
        )


def _grouped(keys):
    """Return ``{scope: [point ids]}`` of ``(point id, scope)`` pairs."""
    found = {}
    for point_id, scope in keys:
        found.setdefault(scope, []).append(point_id)
    return found


def _told(scope, at, reason, note):
    """Return an opt-out as the ledger tells it."""
    at = fields.Datetime.to_string(at)
    return {"scope": scope, "reason": reason, "note": note, "at": at}
