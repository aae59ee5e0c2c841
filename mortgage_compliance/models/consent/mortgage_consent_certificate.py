from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.certificates import PROVIDERS, Request

BATCH = 20
# Minutes until it is asked for again, by how often it was.
PAUSES = (1, 5, 15, 60, 180)
LIFE = timedelta(days=3)
BASE_URL = "mortgage_compliance.certificate_base_url"


class MortgageConsentCertificate(models.Model):
    """An independent record of how a borrower agreed, which dies unless it is retained.

    It is asked for in the background: what its provider answered is archived. A
    certificate that was not retained in time proves nothing.
    """

    _name = "mortgage.consent.certificate"
    _description = "Certificate of consent"
    _order = "id desc"
    _rec_name = "ident"

    kind = fields.Selection(
        [("trustedform", "TrustedForm"), ("jornaya", "Jornaya LeadiD")],
        "Issued by",
        required=True,
        readonly=True,
    )
    ident = fields.Char("Certificate", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    point_id = fields.Many2one(
        "mortgage.contact.point",
        "Email or phone",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    source = fields.Char(readonly=True)
    given_at = fields.Datetime("Agreed", required=True, readonly=True)
    retain_by = fields.Datetime("Must be stored by", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "To be stored"), ("retained", "Stored"), ("lost", "Not stored")],
        required=True,
        readonly=True,
        default="waiting",
    )
    reason = fields.Char("Answer", readonly=True)
    tries = fields.Integer("Times asked", readonly=True)
    next_at = fields.Datetime(
        "Asked for again", readonly=True, default=fields.Datetime.now
    )
    retained_at = fields.Datetime("Stored", readonly=True)
    evidence_sha256 = fields.Char("SHA-256 of the proof", readonly=True)
    evidence = fields.Binary("Proof", compute="_compute_evidence")
    words = fields.Char("What became of it", compute="_compute_words")
    consent_ids = fields.One2many("mortgage.consent", "certificate_id", "Consents")

    _ident_uniq = models.Constraint(
        "UNIQUE(kind, ident, company_id, point_id)", "This certificate is here already."
    )
    # Serves the search for what is to be asked for.
    _waiting_idx = models.Index("(next_at) WHERE state = 'waiting'")

    def _compute_evidence(self):
        archive = self.env["mortgage.archive"].sudo()
        for certificate in self:
            certificate.evidence = archive._content_of(certificate.evidence_sha256)

    @api.depends("state", "reason", "retained_at", "tries")
    def _compute_words(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for certificate in self:
            told = {"issuer": kinds[certificate.kind], "why": certificate.reason or ""}
            certificate.words = {
                "waiting": self.env._("%(issuer)s certificate: being stored", **told),
                "retained": self.env._("%(issuer)s certificate: stored", **told),
                "lost": self.env._(
                    "%(issuer)s certificate: not stored, it proves nothing (%(why)s)",
                    **told,
                ),
            }[certificate.state]

    @api.model
    def _kinds(self):
        return list(PROVIDERS)

    @api.model
    def _claim_later(self, grants):
        """Return the id of each grant's certificate, made where new, False without."""
        wanted = {}
        for position, grant in enumerate(grants):
            kind, given = grant.get("cert_type"), grant.get("cert_id")
            ident = given and kind in PROVIDERS and PROVIDERS[kind].ident(given)
            if given and kind in PROVIDERS:
                wanted[position] = kind, ident or given, grant["point_id"]
        known = self._known(set(wanted.values()))
        new = {key: position for position, key in wanted.items() if key not in known}
        made = self.create(
            [self._vals(key, grants[position]) for key, position in new.items()]
        )
        known |= dict(zip(new, made.ids, strict=True))
        if made:
            self._ask_cron([fields.Datetime.now()])
        return [
            known[wanted[position]] if position in wanted else False
            for position in range(len(grants))
        ]

    def _known(self, keys):
        found = self.search(
            [
                ("ident", "in", [ident for _kind, ident, _point in keys]),
                ("company_id", "=", self.env.company.id),
            ]
        )
        return {(row.kind, row.ident, row.point_id.id): row.id for row in found}

    def _vals(self, key, grant):
        kind, ident, point_id = key
        at = fields.Datetime.to_datetime(grant.get("at")) or fields.Datetime.now()
        return {
            "kind": kind,
            "ident": ident,
            "point_id": point_id,
            "company_id": self.env.company.id,
            "source": grant.get("source") or False,
            "given_at": at,
            "retain_by": at + self._life(kind),
        }

    def _life(self, kind):
        """Return how long a certificate lives; longer if a submit was seen, which its
        provider knows and we do not."""
        book = self.env["mortgage.contact.policy"]._rulebook()
        now = datetime.now(timezone.utc)
        rule = book.find(f"certificate.{kind}", self.env.company.id, now)
        return timedelta(minutes=rule.minutes) if rule and rule.minutes else LIFE

    def _ask_cron(self, moments):
        cron = self.env.ref("mortgage_compliance.mortgage_consent_certificate_cron")
        cron.sudo()._trigger(moments)

    @api.model
    def _cron_retain(self):
        """Ask for what is due. Each try is committed before the provider hears of it,
        so that a crash repeats none at once; asking twice keeps a certificate once."""
        if not self.env["mortgage.sending"]._is_bound():
            return
        self._give_up()
        while True:
            due = self._take_due()
            self.env["ir.cron"]._commit_progress(len(due), remaining=len(due))
            if not due:
                return
            for certificate in due:
                certificate._retain()
            if not self.env["ir.cron"]._commit_progress(0, remaining=0):
                return

    def _give_up(self):
        """What lives no more cannot be retained any more, whatever was in the way."""
        late = self.search(
            [("state", "=", "waiting"), ("retain_by", "<=", fields.Datetime.now())]
        )
        for certificate in late:
            certificate._settle(
                "lost",
                self.env._("not in time: %s", certificate.reason)
                if certificate.reason
                else self.env._("not in time"),
            )

    def _take_due(self):
        """Return the next certificates to ask for, which no other worker takes."""
        now = fields.Datetime.now()
        self.flush_model()
        # Not the ORM: several workers share the queue through row locks.
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM mortgage_consent_certificate"
                " WHERE state = 'waiting' AND next_at <= %s ORDER BY next_at, id"
                " LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                now,
                BATCH,
            )
        )
        due = self.browse(row[0] for row in rows)
        for certificate in due:
            pause = PAUSES[min(certificate.tries, len(PAUSES) - 1)]
            certificate.tries += 1
            certificate.next_at = now + timedelta(minutes=pause)
        return due

    def _retain(self):
        """Ask the provider for this certificate and write down what it said."""
        company = self.company_id
        provider_class = PROVIDERS[self.kind]
        if not provider_class.ident(self.ident):
            self._settle("lost", self.env._("this is no certificate's number"))
            return
        address = self.env["ir.config_parameter"].sudo().get_param(BASE_URL, "")
        provider = provider_class(company._certificate_keys(), address)
        if not provider.is_ready:
            self.reason = self.env._("the keys are not set up")
            return
        outcome = provider.retain(
            Request(
                ident=self.ident,
                email=self.point_id.value if self.point_id.kind == "email" else "",
                phone=self.point_id.value if self.point_id.kind == "phone" else "",
                reference=f"consent-{self.id}",
                vendor=self.source or "",
            )
        )
        self._settle(outcome.state, outcome.reason, outcome.proof)

    def _settle(self, state, reason="", proof=b""):
        self.reason = reason
        if state == "waiting":
            self._ask_cron([self.next_at])
            return
        archive = self.env["mortgage.archive"]
        self.write(
            {
                "state": state,
                "retained_at": fields.Datetime.now() if state == "retained" else False,
                "evidence_sha256": archive._keep_evidence(
                    [
                        {
                            "content": proof,
                            "point_id": self.point_id.id,
                            "company_id": self.company_id.id,
                        }
                    ]
                )[0]
                if proof
                else False,
            }
        )
        self.env["mortgage.ledger.entry"]._append(
            [
                {
                    "event": "outcome",
                    "point_id": self.point_id.id,
                    "res_model": self._name,
                    "res_id": self.id,
                    "company_id": self.company_id.id,
                    "payload": {
                        "certificate": self.ident,
                        "issuer": self.kind,
                        "state": state,
                        "reason": reason,
                        "proof_sha256": self.evidence_sha256 or "",
                    },
                }
            ]
        )
        self.env["mortgage.touch"]._release(["consent."], self.company_id.ids)
