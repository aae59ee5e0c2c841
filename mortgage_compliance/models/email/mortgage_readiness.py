from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.tools import SQL, format_date

PER = 10_000
# Where somebody ended the rows: what Gmail, Yahoo and Microsoft ask.
VOLUME, MOST, TARGET = 5_000, 30, 10


class MortgageReadiness(models.AbstractModel):
    """What mailbox providers ask of who sends much mail."""

    _inherit = "mortgage.readiness"

    @api.model
    def _codes(self):
        codes = super()._codes()
        position = codes.index("mail_replies") + 1
        return [*codes[:position], "mail_domain", "mail_volume", *codes[position:]]

    def _item_mail_domain(self):
        domains = self.env["mortgage.mail.domain"]
        name = domains._sending_domain(self.env.company)
        domain = domains.search(
            [("name", "=", name), ("company_id", "=", self.env.company.id)]
        )
        state, detail = self._domain_words(name, domain)
        return self._item(
            "mail_domain",
            self.env._("Sending domain: SPF, DKIM, DMARC"),
            state,
            detail,
            section="messages",
            holds_back=self.env._("emails reaching the inbox"),
            action=self._dialog(
                "mortgage.mail.domain",
                self.env._("Sending domain"),
                res_id=domain.id,
            )
            if domain
            else False,
            button=self.env._("Sending domain"),
        )

    def _domain_words(self, name, domain):
        """Return ``(state, detail)`` of the sending domain."""
        if not name:
            return "missing", self.env._("No address is known that emails come from.")
        if not domain.checked_at:
            return "warning", self.env._("%s is looked up once a day: not yet.", name)
        states = {domain.spf, domain.dkim, domain.dmarc}
        day = format_date(self.env, domain.checked_at)
        if states == {"ok"}:
            return "set", self.env._(
                "%(domain)s, checked %(day)s.", domain=name, day=day
            )
        advice = " ".join(domain.advice.splitlines())
        return "missing" if "missing" in states else "warning", self.env._(
            "%(domain)s, %(day)s: %(advice)s", domain=name, day=day, advice=advice
        )

    def _item_mail_volume(self):
        volume, most, target = self._bulk_limits()
        busiest, complaints, emails = self._mail_counts()
        rate = complaints / emails * PER if emails else 0
        bulk = busiest > volume
        state = "set"
        if rate >= most or (bulk and self._item_mail_domain()["state"] == "missing"):
            state = "missing"
        elif rate > target or bulk:
            state = "warning"
        return self._item(
            "mail_volume",
            self.env._("Marketing emails and complaints"),
            state,
            self._volume_words(busiest, volume, complaints, emails, rate, target),
            section="messages",
            holds_back=self.env._("emails reaching the inbox"),
            who="compliance",
            action=self._window(
                "mortgage.inbound.message",
                self.env._("Marked as spam"),
                domain=[("meaning", "=", "complaint")],
            ),
            button=self.env._("Complaints"),
        )

    def _volume_words(self, busiest, volume, complaints, emails, rate, target):
        words = self.env._(
            "At most %(busiest)s marketing emails a day; from %(volume)s on Gmail and"
            " Yahoo ask for SPF, DKIM, DMARC and one click to unsubscribe. Marked as"
            " spam in 30 days: %(complaints)s of %(emails)s (%(rate)s %%).",
            busiest=f"{busiest:,}",
            volume=f"{volume:,}",
            complaints=f"{complaints:,}",
            emails=f"{emails:,}",
            rate=f"{rate / 100:.2f}",
        )
        if rate <= target:
            return words
        return f"{words} " + self.env._(
            "Under %(target)s %% is wanted: write less, or to fewer.",
            target=f"{target / 100:.2f}",
        )

    def _bulk_limits(self):
        book = self.env["mortgage.contact.policy"]._rulebook()
        now = datetime.now(timezone.utc)
        defaults = {
            "bulk.volume": VOLUME,
            "bulk.complaints": MOST,
            "bulk.complaints_target": TARGET,
        }
        rules = {code: book.find(code, self.env.company.id, now) for code in defaults}
        return [
            rules[code].number if rules[code] else number
            for code, number in defaults.items()
        ]

    def _mail_counts(self):
        """Return ``(marketing emails on the busiest day, complaints, emails)`` of the
        company's last 30 days."""
        since = fields.Datetime.now() - timedelta(days=30)
        self.env["mortgage.touch"].flush_model()
        self.env["mortgage.touch.event"].flush_model()
        # Not the ORM: days of one company, counted where they are.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE touch.kind = 'marketing'),
                       count(*) FILTER (WHERE EXISTS (
                           SELECT 1 FROM mortgage_touch_event event
                            WHERE event.touch_id = touch.id
                              AND event.type = 'complained')),
                       count(*)
                  FROM mortgage_touch touch
                 WHERE touch.channel = 'email' AND touch.company_id = %s
                   AND touch.state IN ('sent', 'delivered')
                   AND touch.sent_at > %s
                 GROUP BY touch.sent_at::date
                """,
                self.env.company.id,
                since,
            )
        )
        marketing, complaints, emails = (
            zip(*rows, strict=True) if rows else ([], [], [])
        )
        return max(marketing, default=0), sum(complaints), sum(emails)
