from odoo import api, models


class MortgageContactable(models.AbstractModel):
    """What a document must tell so that contacts about it can be judged and rendered.

    A model that inherits this is in the scope of the catch: mail and SMS sent on its
    records are judged. Each hook takes a recordset and spends a constant number of
    queries on it.
    """

    _name = "mortgage.contactable"
    _description = "Document about which a borrower may be contacted"

    def _mortgage_in_scope(self):
        """Return those of ``self`` whose team or company has the capability on."""
        return self

    def _mortgage_contact_facts(self):
        """Return ``{record id: facts}`` for the gate and for rendering.

        facts: partner_id, points (list of contact point ids, first is preferred, email
        and phone mixed), states (residence first), zips, property_state, user_id (the
        owner), company_id, team_id, lang (e.g. ``en_US``), tz_hint; where known loan, a
        dict with the ``purpose`` and the ``product`` of the loan.
        """
        raise NotImplementedError

    def _mortgage_merge_values(self):
        """Return ``{record id: {merge field: text}}`` on top of the sender's fields."""
        return self.env["mortgage.merge.field"]._source_values(self)

    def _mortgage_merge_sources(self):
        """Return ``{record id: {root: record}}``: where the fields that a lender adds
        are read; see ``mortgage.merge.field._source_models``."""
        return {record.id: {} for record in self}

    def _mortgage_on_touch_outcome(self, touches, outcome):
        """Hook: ``touches`` about these records reached ``outcome``, such as sent."""

    def _mortgage_on_reply(self, channel, body, touches, message=None):
        """Hook: the borrower answered about these records on ``channel``.

        Called once per inbound message, after suppression words were handled, never for
        automatic replies. ``touches`` are the sent ones it answers (may be empty).
        """

    @api.model
    def _mortgage_find_by_points(self, points):
        """Return the open documents of this model that belong to contact ``points``."""
        return self.browse()

    def _mortgage_call_task(self, touches):
        """Make a task of each call in ``touches``, return ``{touch id: activity id}``.

        It is due at the touch's ``hold_until``, or now.
        """
        raise NotImplementedError

    def _mortgage_on_opt_out(self, points, scope):
        """Hook: the persons behind contact ``points`` want no more ``scope``."""
