from odoo import api, fields, models
from odoo.exceptions import UserError


class MortgageCadence(models.Model):
    """A plan of emails, texts and call tasks over days: the general play.

    A plan that leads are on is not changed under them: its next version is a copy, and
    they finish on the one they started with.
    """

    _name = "mortgage.cadence"
    _description = "Follow-up plan"
    _order = "sequence, id"

    name = fields.Char(required=True)
    code = fields.Char(required=True, index=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty for a plan of every company."
    )
    description = fields.Text("What it is for")
    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    superseded_by_id = fields.Many2one(
        "mortgage.cadence", "Next version", readonly=True, copy=False
    )
    step_ids = fields.One2many(
        "mortgage.cadence.step", "cadence_id", "Steps", copy=True
    )
    enrollment_ids = fields.One2many("mortgage.enrollment", "cadence_id", "Leads on it")
    running_count = fields.Integer("Leads on it now", compute="_compute_counts")
    enrollment_count = fields.Integer("Leads so far", compute="_compute_counts")

    _code_uniq = models.UniqueIndex(
        "(code, version, COALESCE(company_id, 0))",
        "A plan with this code exists already.",
    )

    def _compute_counts(self):
        groups = self.env["mortgage.enrollment"]._read_group(
            [("cadence_id", "in", self.ids)],
            ["cadence_id", "state"],
            ["__count"],
        )
        counts = {}
        for cadence, state, count in groups:
            counts.setdefault(cadence.id, {})[state] = count
        for cadence in self:
            by_state = counts.get(cadence.id, {})
            cadence.enrollment_count = sum(by_state.values())
            cadence.running_count = by_state.get("active", 0) + by_state.get(
                "paused", 0
            )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for cadence in self:
            name = cadence.name or ""
            if cadence.version > 1:
                name = self.env._(
                    "%(name)s (version %(number)s)", name=name, number=cadence.version
                )
            cadence.display_name = name

    def action_new_version(self):
        """Copy the plan as its next version, make that the one leads start on."""
        self.ensure_one()
        if self.superseded_by_id:
            raise UserError(
                self.env._(
                    "%(plan)s has a next version already; change that one.",
                    plan=self.display_name,
                )
            )
        successor = self.copy(
            {"name": self.name, "code": self.code, "version": self.version + 1}
        )
        self.write({"superseded_by_id": successor.id, "active": False})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": successor.id,
            "view_mode": "form",
        }

    def action_show_leads(self):
        """Open the leads that are or were on the plan."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Leads on %(plan)s", plan=self.display_name),
            "res_model": "mortgage.enrollment",
            "view_mode": "list,form",
            "domain": [("cadence_id", "=", self.id)],
        }

    def _current(self):
        """Return the version of this plan that leads start on today."""
        current = self
        while current.superseded_by_id:
            current = current.superseded_by_id
        return current

    @api.model
    def _by_code(self, code, company):
        """Return the plan that leads of ``company`` start on, its own first."""
        return self.sudo().search(
            [
                ("code", "=", code),
                ("superseded_by_id", "=", False),
                ("company_id", "in", [company.id, False]),
            ],
            order="company_id",
            limit=1,
        )

    @api.model
    def enroll(self, cadence_id, lead_ids):
        """Start the plan for leads the caller may edit.

        Returns per lead ``{lead_id, status, enrollment_id, reason}``; ``status`` is
        ``enrolled``, ``already`` or ``refused``.
        """
        cadence, leads = self._asked(cadence_id, lead_ids, "write")
        results = cadence._current()._enroll(leads)
        cadence._keep_audience([row["enrollment_id"] for row in results])
        return results

    def _keep_audience(self, enrollment_ids):
        """Keep whom a person chose together: their messages go to nobody else."""
        started = self.env["mortgage.enrollment"].sudo().browse(enrollment_ids)
        started = started.filtered("id")
        if len(started) < 2:
            return
        by_company = started.grouped(lambda plan: plan.company_id or self.env.company)
        for company, plans in by_company.items():
            plans.audience_id = self.env["mortgage.send.audience"]._preview(
                self.display_name, company, plans.lead_id.partner_id
            )

    @api.model
    def stop(self, lead_ids, reason):
        """End every running plan of leads the caller may edit.

        Returns per lead ``{lead_id, status, reason}``; ``status`` is ``stopped`` or
        ``not_running``.
        """
        _cadence, leads = self._asked(None, lead_ids, "write")
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("reason: say why the plan ends, in words."))
        enrollments = leads.sudo()._mortgage_running_plans()
        running = set(enrollments.lead_id.ids)
        enrollments._stop(reason.strip())
        return [
            {
                "lead_id": lead.id,
                "status": "stopped" if lead.id in running else "not_running",
                "reason": reason.strip() if lead.id in running else "",
            }
            for lead in leads
        ]

    @api.model
    def preview(self, cadence_id, lead_id, start=False):
        """Return the dated contacts of the plan for one lead, each with its verdict.

        ``start`` is a UTC ``YYYY-MM-DD HH:MM:SS``, now by default. Writes nothing.
        """
        cadence, lead = self._asked(cadence_id, [lead_id], "read")
        try:
            start_at = fields.Datetime.to_datetime(start) or fields.Datetime.now()
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("start: give UTC as YYYY-MM-DD HH:MM:SS, or leave it out.")
            ) from error
        return self.env["mortgage.enrollment"]._preview(cadence, lead, start_at)

    def _asked(self, cadence_id, lead_ids, operation):
        """Return the plan and leads of a public call, access checked as the caller."""
        self.check_access("read")
        self.env["crm.lead"].check_access(operation)
        cadence = self.browse()
        if cadence_id is not None:
            cadence = self.browse(_as_ids([cadence_id])).exists()
            if not cadence:
                raise UserError(self.env._("cadence_id: there is no such plan."))
            cadence.check_access("read")
        ids = _as_ids(lead_ids)
        leads = self.env["crm.lead"].browse(ids).exists() if ids else None
        if leads is None or len(leads) < len(set(ids)):
            raise UserError(
                self.env._("lead_ids: give the ids of leads that exist, as a list.")
            )
        leads.check_access(operation)
        return cadence, leads

    def _enroll(self, leads, counted_from=None):
        """Start the plan for ``leads``: one insert, no message is made here.

        ``counted_from`` is the moment the steps' days count from, now by default.
        Answers like :meth:`enroll`, in the order of ``leads``.
        """
        self.ensure_one()
        leads = leads.sudo()
        refusals = self._refusals(leads)
        running = leads._mortgage_running_plans()
        on_it = running.filtered(lambda plan: plan.cadence_id.code == self.code).lead_id
        wanted = (leads - on_it).filtered(lambda lead: lead.id not in refusals)
        started = self.env["mortgage.enrollment"]._start(self, wanted, counted_from)
        return [
            self._enrolled(lead, started.get(lead.id), refusals.get(lead.id))
            for lead in leads
        ]

    def _enrolled(self, lead, enrollment_id, refusal):
        if refusal:
            status, reason = "refused", refusal
        elif enrollment_id:
            status, reason = "enrolled", ""
        else:
            status, reason = "already", self.env._("It is on this plan already.")
        return {
            "lead_id": lead.id,
            "status": status,
            "enrollment_id": enrollment_id or False,
            "reason": reason,
        }

    def _refusals(self, leads):
        """Return ``{lead id: why the plan does not start}``."""
        if not self.active or not self.step_ids:
            reason = self.env._("%(plan)s is not in use.", plan=self.display_name)
            return dict.fromkeys(leads.ids, reason)
        in_scope = set(leads._mortgage_in_scope().ids)
        refusals = {}
        for lead in leads:
            if lead.id not in in_scope:
                refusals[lead.id] = self.env._("Follow-up is off for the lead's team.")
            elif not lead.active or lead.won_status != "pending":
                refusals[lead.id] = self.env._("The lead is closed.")
            elif self.company_id and lead.company_id.id not in (
                self.company_id.id,
                False,
            ):
                refusals[lead.id] = self.env._("The plan is of another company.")
        return refusals


def _as_ids(values):
    """Return ``values`` as ids, nothing where they are none."""
    if not isinstance(values, (list, tuple)):
        return []
    if not all(type(value) is int and value > 0 for value in values):
        return []
    return list(values)
