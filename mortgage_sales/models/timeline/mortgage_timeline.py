from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import groupby

from ...tools.timeline import Page, Place, summarized

# In one second the cause stands below its effect: an inquiry, then who got it, the plan
# it started and what that sent.
SOURCES = (
    *("touches", "answers", "calls", "lifts", "stops", "changes", "plans"),
    *("decisions", "consents", "inquiries"),
)
AHEAD_LIMIT = 40
ICONS = {
    "email": "fa-envelope-o",
    "sms": "fa-comment-o",
    "call": "fa-phone",
    "voicemail": "fa-microphone",
    "letter": "fa-file-text-o",
}


@dataclass(frozen=True)
class Scope:
    """Whose timeline it is: the documents it is about, the borrower's addresses."""

    documents: tuple  # (model, id)
    point_ids: tuple
    name: str
    zone: str
    lead: models.BaseModel
    may_steer: bool

    @property
    def domain(self):
        return Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "=", record_id)
            for model, record_id in self.documents
        )


class MortgageTimeline(models.AbstractModel):
    """One line of everything with a borrower: what is ahead, now, what has been.

    Each source first finds its records behind a place, cheaply; only those that make it
    onto the page are put into words, in one batch per source.
    """

    _name = "mortgage.timeline"
    _description = "Timeline of a borrower"

    @api.model
    def _show(self, scope, before, limit):
        place = self._place(before)
        past, older = self._past(scope, place, limit)
        return {
            "name": scope.name,
            "zone": scope.zone,
            "ahead": [] if place else self._ahead(scope),
            "past": past,
            "older": older,
        }

    @api.model
    def _place(self, before):
        try:
            return Place.parse(before) if before else None
        except ValueError as error:
            raise ValidationError(
                self.env._("before: give what the last answer had as “older”.")
            ) from error

    @api.model
    def _past(self, scope, before, limit):
        """Return the rows of one page and the place of the next, or ``False``."""
        found = []
        for rank, source in enumerate(SOURCES):
            page = Page(before, rank, limit + 1)
            records = getattr(self, f"_find_{source}")(scope, page)
            found += [(Place(at, rank, record.id), record) for at, record in records]
        found.sort(key=lambda item: item[0].order)
        shown = found[:limit]
        rows = {}
        for rank, items in groupby(shown, key=lambda item: item[0].rank):
            records = [record for _place, record in items]
            records = records[0].concat(*records[1:])
            told = getattr(self, f"_tell_{SOURCES[rank]}")(scope, records)
            rows |= {(rank, record_id): row for record_id, row in told.items()}
        past = [
            self._placed(place, rows[place.rank, place.record_id])
            for place, _record in shown
        ]
        past = summarized(past, lambda row: row.get("group"))
        return past, str(shown[-1][0]) if len(found) > limit else False

    @api.model
    def _placed(self, place, row):
        row["key"] = f"{SOURCES[place.rank]}-{place.record_id}"
        row["at"] = fields.Datetime.to_string(place.at)
        return row

    @api.model
    def _row(self, icon, what, title="", **values):
        """Return a row with what every row has. ``state`` is what became of it in
        words, ``tone`` the Bootstrap colour of that, ``reason`` why."""
        return {
            "icon": icon,
            "what": what,
            "title": title or "",
            "who": False,
            "plan": False,
            "state": False,
            "tone": "secondary",
            "reason": False,
            "until": False,
            "quote": False,
            "facts": [],
            "touch_id": False,
            "actions": [],
            **values,
        }

    @api.model
    def _search(self, records, name, domain, page):
        """Return ``[(moment, record)]`` of one page, by the field ``name``; nothing of
        what the caller may not read at all."""
        if not records.has_access("read"):
            return []
        found = records.search(
            Domain(domain) & Domain(page.domain(name)),
            order=f"{name} desc, id desc",
            limit=page.limit,
        )
        return [(record[name].replace(microsecond=0), record) for record in found]

    @api.model
    def _labels(self, model, name):
        field = self.env[model]._fields[name]
        return dict(field._description_selection(self.env))
