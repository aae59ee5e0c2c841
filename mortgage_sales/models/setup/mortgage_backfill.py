import logging
from ast import literal_eval

from psycopg2 import OperationalError

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..intake.res_partner import QUIET
from .mortgage_backfill_stage import STAGES_BY_NAME

_logger = logging.getLogger(__name__)
BATCH = 200
STATES = [
    ("draft", "Not started"),
    ("running", "Running"),
    ("done", "Done"),
    ("undoing", "Being undone"),
    ("undone", "Undone"),
]
# Nobody is told, subscribed or tracked: the borrowers and LOs notice nothing.
SILENT = {**QUIET, "mail_notrack": True, "mail_auto_subscribe_no_notify": True}


class MortgageBackfill(models.Model):
    """One bringing-in of existing leads: which, where to, and what it changed.

    It sends nothing and starts nothing: the leads change team and stage and get their
    borrower. What each was before stands in its line, so that a run can be undone.
    """

    _name = "mortgage.backfill"
    _description = "Bringing in existing leads"
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one(
        "crm.team",
        "To the team",
        required=True,
        domain="[('is_mortgage', '=', True),"
        " ('company_id', 'in', [False, company_id])]",
        default=lambda self: self._default_team(),
    )
    lead_domain = fields.Char(
        "Which leads",
        required=True,
        default="[('won_status', '=', 'pending'), '|', ('team_id', '=', False),"
        " ('team_id.is_mortgage', '=', False)]",
        help="Among the leads of teams that are no mortgage teams.",
    )
    cadence_id = fields.Many2one(
        "mortgage.cadence",
        "Plan for later",
        domain=[("superseded_by_id", "=", False)],
        help="Nothing starts by itself: afterwards you put leads on it by hand.",
    )
    state = fields.Selection(STATES, required=True, default="draft", readonly=True)
    stage_ids = fields.One2many("mortgage.backfill.stage", "backfill_id", "Stages")
    line_ids = fields.One2many("mortgage.backfill.line", "backfill_id", "Leads")
    total = fields.Integer("Leads chosen", readonly=True)
    done_count = fields.Integer("Brought in", compute="_compute_counts")
    failed_count = fields.Integer("Could not be", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    preview = fields.Html(readonly=True)
    started_at = fields.Datetime(readonly=True)

    @api.model
    def _default_team(self):
        teams = self.env["mortgage.readiness"].sudo()._mortgage_teams()
        return teams[:1].sudo(False)

    @api.depends("team_id", "create_date")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Leads to %(team)s", team=run.team_id.name)

    @api.depends("line_ids.state", "total")
    def _compute_counts(self):
        groups = self.env["mortgage.backfill.line"]._read_group(
            [("backfill_id", "in", self.ids)], ["backfill_id", "state"], ["__count"]
        )
        counts = {(run.id, state): count for run, state, count in groups}
        for run in self:
            run.done_count = counts.get((run.id, "done"), 0)
            run.failed_count = counts.get((run.id, "failed"), 0)
            worked_on = run.done_count + run.failed_count
            run.progress = 100 * worked_on / run.total if run.total else 0

    @api.constrains("team_id")
    def _check_team(self):
        for run in self:
            team = run.team_id.sudo()
            if not team.is_mortgage:
                raise ValidationError(self.env._("Choose a mortgage team."))
            if team.company_id and team.company_id not in self.env.companies:
                raise ValidationError(
                    self.env._("Choose a mortgage team of your own company.")
                )

    def write(self, vals):
        if {"team_id", "lead_domain"} & vals.keys():
            if any(run.state != "draft" for run in self):
                raise UserError(self.env._("It has started: begin another one."))
            # What was counted is not what would be brought in.
            vals = {"preview": False, "stage_ids": [Command.clear()], **vals}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(run.state != "draft" for run in self):
            raise UserError(self.env._("What was brought in stays on record."))

    def action_preview(self):
        """Count and show what would be brought in. No lead is written."""
        self.check_access("write")
        self.ensure_one()
        self._expect("draft")
        # As the caller, once: what he or she may not read may not be asked for either.
        self.env["crm.lead"]._search(self._domain())
        leads = self._chosen()
        self._propose_stages(leads)
        self.sudo().write({"total": len(leads), "preview": self._preview_html(leads)})
        return True

    def action_start(self):
        """Bring the leads in: the first at once, the rest in the background."""
        self.check_access("write")
        self.ensure_one()
        self._expect("draft")
        if not self.preview:
            raise UserError(self.env._("Look at the preview first."))
        run = self.sudo()
        run.write({"state": "running", "started_at": fields.Datetime.now()})
        run._bring_in_next()
        run._go_on()
        return True

    def action_undo(self):
        """Give the leads that nobody worked since their former team and stage."""
        self.check_access("write")
        self.ensure_one()
        self._expect("done")
        run = self.sudo()
        run.state = "undoing"
        run._undo_next()
        run._go_on()
        return True

    def action_open_leads(self):
        """Open the leads that were brought in, to put them on a plan by hand."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "crm.lead",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("mortgage_backfill_line_ids.backfill_id", "=", self.id)],
            "context": {
                "default_cadence_id": self.cadence_id.id,
                "active_test": False,
            },
        }

    def action_refresh(self):
        """Read the progress again."""
        self.check_access("read")
        return True

    @api.model
    def _ordinary_domain(self, company):
        """Return the domain of the leads that are no mortgage leads yet."""
        return (
            Domain("team_id", "=", False) | Domain("team_id.is_mortgage", "=", False)
        ) & Domain("company_id", "in", [False, company.id])

    def _domain(self):
        """Return which leads are still to be brought in."""
        try:
            chosen = Domain(literal_eval(self.lead_domain or "[]"))
            chosen.validate(self.env["crm.lead"].sudo())
        except (ValueError, SyntaxError, TypeError, KeyError) as error:
            raise ValidationError(
                self.env._(
                    "Which leads: build it with fixed values in the editor."
                    " (%(error)s)",
                    error=error,
                )
            ) from error
        return (
            chosen
            & self._ordinary_domain(self.company_id)
            & Domain(
                "mortgage_backfill_line_ids",
                "not any",
                [("backfill_id", "=", self.id)],
            )
        )

    def _chosen(self, limit=None):
        return (
            self.env["crm.lead"].sudo().search(self._domain(), order="id", limit=limit)
        )

    def _propose_stages(self, leads):
        """List the stages the leads stand in, each with the one it becomes."""
        counts = {}
        for lead in leads:
            counts[lead.stage_id] = counts.get(lead.stage_id, 0) + 1
        kept = {line.stage_id: line.target_id for line in self.stage_ids}
        self.sudo().stage_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "stage_id": stage.id,
                        "target_id": (kept.get(stage) or self._like(stage)).id,
                        "lead_count": count,
                    }
                )
                for stage, count in sorted(
                    counts.items(), key=lambda item: (item[0].sequence, item[0].id)
                )
            ),
        ]

    def _like(self, stage):
        """Return the mortgage stage that says the same as ``stage``."""
        stages = (
            self.env["crm.stage"].sudo().search([("team_ids", "in", self.team_id.ids)])
        )
        by_name = {found.name.lower(): found for found in stages}
        name = (stage.name or "").strip().lower()
        won = stages.filtered("is_won")[:1]
        alike = by_name.get(name) or by_name.get(STAGES_BY_NAME.get(name, ""))
        if stage.is_won != alike.is_won if alike else stage.is_won:
            alike = won if stage.is_won else stages[:1]
        return alike or stages[:1]

    def _expect(self, state):
        if self.state != state:
            raise UserError(self.env._("It has been started or undone already."))

    def _go_on(self):
        """Let the cron do what is left."""
        if self.state in ("running", "undoing"):
            self.env.ref("mortgage_sales.mortgage_backfill_cron").sudo()._trigger()

    @api.model
    def _cron_go_on(self):
        """Work on what was started, batch by batch."""
        runs = self.search([("state", "in", ("running", "undoing"))], order="id")
        for run in runs:
            while run.state in ("running", "undoing"):
                worked_on = (
                    run._bring_in_next() if run.state == "running" else run._undo_next()
                )
                left = self.env["ir.cron"]._commit_progress(
                    worked_on, remaining=int(run.state in ("running", "undoing"))
                )
                # The rest is locked by somebody, or the time is up: at the next call.
                if run.state in ("running", "undoing") and not (left and worked_on):
                    return

    def _bring_in_next(self):
        """Bring in one batch and return how many; without any left it is done."""
        leads = self._chosen(BATCH).with_context(**SILENT)
        free = leads.try_lock_for_update()
        if not leads:
            self.state = "done"
        self._bring_in(free)
        return len(free)

    def _bring_in(self, leads):
        """Bring in together; where that fails, find the one at fault and note it."""
        if not leads:
            return
        try:
            with self.env.cr.savepoint():
                self._change(leads)
        except OperationalError:
            # Another worker's lock or the connection: the whole batch is tried again.
            raise
        except Exception as error:
            if len(leads) > 1:
                half = len(leads) // 2
                self._bring_in(leads[:half])
                self._bring_in(leads[half:])
                return
            _logger.exception("Lead %s could not be brought in", leads.id)
            self._note(leads, "failed", str(error))

    def _change(self, leads):
        self._note(leads, "done")
        targets = {line.stage_id: line.target_id for line in self.stage_ids}
        first = self._like(self.env["crm.stage"])
        groups = leads.grouped(lambda lead: targets.get(lead.stage_id) or first)
        for stage, theirs in groups.items():
            theirs.write({"team_id": self.team_id.id, "stage_id": stage.id})
        self.env.flush_all()

    def _note(self, leads, state, reason=False):
        self.env["mortgage.backfill.line"].create(
            [
                {
                    "backfill_id": self.id,
                    "lead_id": lead.id,
                    "former_team_id": lead.team_id.id,
                    "former_stage_id": lead.stage_id.id,
                    "state": state,
                    "reason": reason,
                }
                for lead in leads
            ]
        )

    def _undo_next(self):
        """Undo one batch and return how many; without any left it is undone."""
        lines = self.env["mortgage.backfill.line"].search(
            [("backfill_id", "=", self.id), ("state", "=", "done")], limit=BATCH
        )
        if not lines:
            self.state = "undone"
        lines._undo()
        return len(lines)
