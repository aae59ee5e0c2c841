from odoo import api, models
from odoo.fields import Domain

from ...tools.privacy import BLANK, DELETE, KEEP, LATER, Place

CARD = {
    **dict.fromkeys(
        ("email", "phone", "street", "street2", "city", "zip", "vat", "website"), False
    ),
    **dict.fromkeys(("function", "comment", "ref", "image_1920"), False),
    **dict.fromkeys(("state_id", "country_id", "parent_id"), False),
    "active": False,
}


class MortgagePrivacyMap(models.AbstractModel):
    """Every place where personal data lie, ours and those of Odoo's own that our work
    fills, with what a request to delete them does there.

    Addons to the right add theirs; a test holds every stored model of ours against it.
    """

    _name = "mortgage.privacy.map"
    _description = "Where personal data lie"

    @api.model
    def _places(self):
        """Return the ``tools.privacy.Place`` of each, in the order they are erased."""
        return [
            *self._copies(),
            *self._own_records(),
            Place("res.partner", ("id",), BLANK, CARD | {"name": self._nobody()}),
            *self._evidence(),
            *self._kept(),
        ]

    @api.model
    def _nobody(self):
        return self.env._("Deleted on request")

    @api.model
    def _copies(self):
        """Odoo's own copies of what was said: the record has what law asks for."""
        document = ("res_id",)
        return [
            Place("mail.activity", document, DELETE),
            Place("ir.attachment", document, DELETE),
            Place("mail.mail", ("recipient_ids",), DELETE),
            Place("sms.sms", ("partner_id",), DELETE),
            Place("mail.message", ("res_id", "author_id"), DELETE),
            Place("mail.followers", ("res_id", "partner_id"), DELETE),
        ]

    @api.model
    def _own_records(self):
        return [
            Place(
                "mortgage.inbound.message",
                ("point_id",),
                BLANK,
                {"body": False, "sender": False, "receiver": False},
            ),
            Place(
                "mortgage.journal.message",
                ("point_id", "partner_id"),
                BLANK,
                {
                    **dict.fromkeys(("body", "subject", "parties"), False),
                    **dict.fromkeys(("attachment_words", "partner_id"), False),
                },
            ),
            Place("mortgage.touch.event", ("point_id",), BLANK, {"note": False}),
            Place("mortgage.contact.request", ("partner_id",), DELETE),
            Place("mortgage.contact.turn", ("partner_id",), DELETE),
            Place("mortgage.preference", ("point_id",), DELETE),
            Place(
                "mortgage.touch",
                ("partner_id", "point_id"),
                BLANK,
                dict.fromkeys(("note", "own_subject", "own_body"), False),
            ),
        ]

    @api.model
    def _evidence(self):
        """What law keeps for years: it goes with the last archived message."""
        why = self.env._(
            "What was sent, and why it was allowed, is kept as long as law asks for;"
            " then the key that ties it to the person is destroyed."
        )
        return [
            Place("mortgage.archive", ("point_id",), LATER, why=why),
            Place("mortgage.ledger.entry", ("point_id",), LATER, why=why),
            Place("mortgage.touch", ("partner_id", "point_id"), LATER, why=why),
            Place("mortgage.person.salt", ("point_id",), LATER, why=why),
        ]

    @api.model
    def _kept(self):
        stop = self.env._("So that nobody contacts the person again.")
        proof = self.env._(
            "Proof of what the person agreed to and took back, kept while a claim can"
            " be made."
        )
        matter = self.env._("Law asks for the files of complaints and disputes.")
        request = self.env._("Who was exported, when and to whom stays provable.")
        return [
            Place("mortgage.contact.point", ("id",), KEEP, why=stop),
            Place("mortgage.suppression", ("point_id",), KEEP, why=stop),
            Place("mortgage.reassigned.check", ("point_id",), KEEP, why=stop),
            Place("mortgage.consent", ("point_id",), KEEP, why=proof),
            Place("mortgage.consent.certificate", ("point_id",), KEEP, why=proof),
            Place("mortgage.complaint", ("partner_id", "point_ids"), KEEP, why=matter),
            Place(
                "mortgage.legal.hold", ("partner_ids", "point_ids"), KEEP, why=matter
            ),
            Place("mortgage.exam.scope", ("partner_ids",), KEEP, why=request),
            Place(
                "mortgage.privacy.request",
                ("partner_ids", "point_ids"),
                KEEP,
                why=self.env._("The request and its answer: 11 CCR 7101, 24 months."),
            ),
        ]

    @api.model
    def _documents_of(self, partner_ids):
        """Hook: return ``{model: [ids]}`` of the documents about these borrowers."""
        return {"res.partner": list(partner_ids)}

    @api.model
    def _domain(self, place, people):
        """Return the domain of the records at ``place`` that are about ``people``."""
        found = [self._link_domain(place, name, people) for name in place.links]
        return Domain.OR(found) & Domain(list(place.only))

    @api.model
    def _link_domain(self, place, name, people):
        model, fields = place.model, self.env[place.model]._fields
        if name == "id":
            ids = people.documents.get(model)
            if model == "mortgage.contact.point":
                ids = people.points
            return Domain("id", "in", ids or [])
        if name == "res_id":
            of = "model" if model == "mail.message" else "res_model"
            return Domain.OR(
                Domain(of, "=", document) & Domain("res_id", "in", ids)
                for document, ids in people.documents.items()
            )
        comodel = fields[name].comodel_name
        if comodel == "res.partner":
            # Where law keeps a card, what else names it stays, too.
            goes = place.does in (DELETE, BLANK)
            return Domain(
                name, "in", people.documents[comodel] if goes else people.partners
            )
        if comodel in people.documents:
            return Domain(name, "in", people.documents[comodel])
        # An integer where nothing may ever update the row.
        return Domain(name, "in", people.points)
