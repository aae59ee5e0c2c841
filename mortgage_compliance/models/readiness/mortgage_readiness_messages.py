from urllib.parse import urljoin, urlsplit

from odoo import models
from odoo.tools import config, format_datetime

from ..sending.res_config_settings import SMS_WEBHOOK

# What Odoo's configuration says where nobody changed it.
NO_SERVER = (False, "", "localhost")
PRIVATE_HOSTS = ("localhost", "127.0.0.1", "0.0.0.0", "::1")


class MortgageReadiness(models.AbstractModel):
    """The ways out and in: mail, texts, and the words themselves."""

    _inherit = "mortgage.readiness"

    def _item_mail_out(self):
        servers = self.env["ir.mail_server"].search([("active", "=", True)])
        in_file = config["smtp_server"]
        state, detail = "set", ", ".join(servers.mapped("name"))
        if not servers and in_file in NO_SERVER:
            state = "missing"
            detail = self.env._("No server for mails that go out.")
        elif not servers:
            detail = self.env._(
                "%(server)s, from Odoo's configuration file", server=in_file
            )
        return self._item(
            "mail_out",
            self.env._("Outgoing mail server"),
            state,
            detail,
            section="messages",
            holds_back=self.env._("emails"),
            who="system",
            action=self._window("ir.mail_server", self.env._("Outgoing mail servers")),
            button=self.env._("Mail servers"),
        )

    def _item_mail_replies(self):
        domain = self.env.company.alias_domain_id
        detail = self.env._(
            "Answers would go to the LO's own mailbox and no plan would stop."
        )
        if domain:
            detail = domain.catchall_email or domain.name
        return self._item(
            "mail_replies",
            self.env._("Address that answers come back to"),
            "set" if domain.catchall_email else "missing",
            detail,
            section="messages",
            holds_back=self.env._("replies by email stopping a plan"),
            who="system",
            action=self._window("mail.alias.domain", self.env._("Alias domains")),
            button=self.env._("Alias domain"),
        )

    def _item_texts_account(self):
        company = self.env.company
        provider = company._mortgage_text_provider()
        has_account = bool(provider and provider._is_set_up(company))
        return self._texts_item(
            "texts_account",
            self.env._("Texts: Twilio account"),
            "set" if has_account else "missing",
            company.sms_twilio_account_sid or provider.NAME
            if has_account
            else self.env._("Texts to borrowers go through your own Twilio account."),
            holds_back=self.env._("texts"),
        )

    def _item_texts_number(self):
        numbers = self.env.company.sms_twilio_number_ids.mapped("number")
        return self._texts_item(
            "texts_number",
            self.env._("Texts: your number"),
            "set" if numbers else "missing",
            ", ".join(numbers) or self.env._("No number to text from."),
            holds_back=self.env._("texts"),
        )

    def _item_texts_inbound(self):
        address = urljoin(self.env.company.get_base_url(), SMS_WEBHOOK)
        host = urlsplit(address)
        last = self.env["mortgage.inbound.message"].search(
            [("channel", "=", "sms"), ("company_id", "=", self.env.company.id)],
            order="at desc",
            limit=1,
        )
        state = "warning"
        if last:
            state = "set"
            detail = self.env._(
                "Last text came in %(when)s.", when=format_datetime(self.env, last.at)
            )
        elif host.hostname in PRIVATE_HOSTS or host.scheme != "https":
            detail = self.env._(
                "Twilio cannot reach %(address)s: Odoo needs a public https address.",
                address=address,
            )
        else:
            detail = self.env._(
                "Give Twilio %(address)s; no text has come in yet.", address=address
            )
        return self._texts_item(
            "texts_inbound",
            self.env._("Texts: answers come in"),
            state,
            detail,
            holds_back=self.env._("STOP and replies by text"),
        )

    def _texts_item(self, code, name, state, detail, **more):
        return self._item(
            code,
            name,
            state,
            detail,
            section="messages",
            who="system",
            action=self._dialog("mortgage.texts.setup", self.env._("Texts by Twilio")),
            button=self.env._("Twilio"),
            **more,
        )

    def _item_templates(self):
        templates = self._templates_in_use()
        waiting = templates.filtered(lambda template: not template.approved_langs)
        stopped = templates.filtered(lambda template: template.standing == "stopped")
        state = "warning" if stopped else "set"
        if waiting:
            state = "missing" if waiting == templates else "warning"
        return self._item(
            "templates",
            self.env._("Words approved"),
            state,
            self._stopped_words(stopped)
            + self._approval_words(len(templates - waiting), len(templates)),
            section="messages",
            holds_back=self.env._("messages whose words nobody approved"),
            who="compliance",
            action="mortgage_compliance.mortgage_template_action"
            if stopped
            else "mortgage_compliance.mortgage_template_version_action",
            button=self.env._("Templates")
            if stopped
            else self.env._("Words to approve"),
        )

    def _stopped_words(self, stopped):
        """Say which approved templates are past their last day; empty for none."""
        if not stopped:
            return ""
        return self.env._(
            "Past their last day and not sent any more: %(names)s. ",
            names=", ".join(stopped.mapped("name")),
        )

    def _approval_words(self, approved, total):
        words = self.env._(
            "%(approved)s of %(all)s approved", approved=approved, all=total
        )
        approvers = self._people("group_compliance")
        if approved == total or not approvers:
            return words
        return self.env._(
            "%(words)s; %(who)s approves them under Compliance, Words to approve.",
            words=words,
            who=self._names(approvers),
        )

    def _templates_in_use(self):
        """Return the templates that something live would send."""
        return self.env["mortgage.template"].search(
            [("company_id", "in", [False, self.env.company.id])]
        )
