from datetime import timedelta

from odoo import api, fields, models

from ...tools import breaker

# Answers and bounces of an older message say nothing of what leaves today.
ACTIVE = timedelta(days=1)
PEOPLE = ("group_compliance", "group_manager")


class MortgageSendRun(models.Model):
    """Watching runs: what a rule counts is counted, and a run that reaches its limit is
    stopped and the people who can let it go on are told."""

    _inherit = "mortgage.send.run"

    @api.model
    def _watch_hand_over(self, touches):
        """Stop the runs of ``touches`` that must not send what they are about to."""
        running = touches.run_id.filtered(lambda run: run.state == "running")
        if running:
            self._judge(
                running._about_to_send(
                    touches.filtered(lambda touch: touch.run_id in running)
                )
            )

    @api.model
    def _cron_watch(self):
        """Stop the runs whose messages come back, or make borrowers opt out."""
        since = fields.Datetime.now() - ACTIVE
        active = self.search(
            [
                ("state", "=", "running"),
                ("touch_ids", "any", [("queued_at", ">", since)]),
            ]
        )
        self._judge(active._came_back())

    @api.model
    def _judge(self, traffic):
        """Stop the runs whose ``{run: tools.breaker.Traffic}`` breaks a rule."""
        rules = self.env["mortgage.breaker.rule"]._values_in_force()
        now = fields.Datetime.now()
        for run, counted in traffic.items():
            limits = breaker.in_force(rules, run.company_id.id, now)
            stop = breaker.judge(limits, counted, run.accepted)
            if stop:
                run._stop(stop)

    def _halted(self):
        """Return those of ``self`` that are stopped, as PostgreSQL has it now."""
        return self.search([("id", "in", self.ids), ("state", "=", "stopped")])

    def _stop(self, stop):
        """Stop this run by ``stop`` and tell the people who may let it go on."""
        self.write(
            {
                "state": "stopped",
                "rule_id": stop.rule.id,
                "reason": self._measured_words(stop),
                "measured": stop.measured,
                "stopped_at": fields.Datetime.now(),
                "asked_by_id": False,
                "asked_reason": False,
            }
        )
        self._log("stopped", measured=stop.measured, out_of=stop.out_of)
        self._tell_of_stop()

    def _log(self, what, **more):
        """Write what happened to this run into the ledger."""
        self.env["mortgage.ledger.entry"].sudo()._append(
            [
                {
                    "event": "breaker",
                    "res_model": run._name,
                    "res_id": run.id,
                    "company_id": run.company_id.id,
                    "payload": {
                        "what": what,
                        "rule": run.rule_id.code,
                        "rule_id": run.rule_id.id,
                        "reason": run.reason,
                        "template_version": run.template_version_id.id,
                        "channel": run.channel,
                        **more,
                    },
                }
                for run in self
            ]
        )

    def _tell_of_stop(self):
        self.sudo().message_notify(
            partner_ids=self._people().partner_id.ids,
            subject=self.env._("Stopped by itself: %s", self.display_name),
            body=self.env._(
                "%(reason)s No message of this run leaves until somebody lets it go on;"
                " everything else goes on.",
                reason=self.reason,
            ),
        )

    def _people(self):
        """Return who may let this run go on."""
        people = self.env["res.users"]
        for group in PEOPLE:
            people |= self.env.ref(f"mortgage_compliance.{group}").sudo().all_user_ids
        return people.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    def _stop_words(self):
        """Return in words why a message of this run waits."""
        return self.env._("Its run was stopped: %s", self.reason)

    def _measured_words(self, stop):
        """Return in words what ``stop`` counted and what the limit is."""
        return self.env["mortgage.breaker.rule"]._measured_words(stop)
