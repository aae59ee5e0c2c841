from lxml import etree, html

from odoo import models
from odoo.tools import html_sanitize

from ...tools import why_words


class MortgageWhy(models.AbstractModel):
    """What was sent to the letter, by whom, to whom and when on whose clock."""

    _inherit = "mortgage.why"

    def _handover(self, touch, records):
        """Return the entry that says what was handed over, None where nothing was."""
        entries = records.entries.get(touch.id, ())
        found = [entry for entry in entries if entry.event == "handover"]
        return found[-1] if found else None

    def _message(self, touch, records, handover):
        """Return the words as they were handed over: ``subject``, ``text`` or ``html``
        (safe to show), ``headers``, ``sha256``, ``size``, and ``check``: match,
        differs, missing, or none where nothing was handed over."""
        page = {
            "check": "none",
            "sha256": False,
            "size": 0,
            "subject": False,
            "html": False,
            "text": touch.note if touch.channel not in ("email", "sms") else False,
            "headers": [],
            "words": self.env._("Nothing has been handed over."),
        }
        if not handover or not handover.sha256:
            return page
        page["sha256"] = handover.sha256
        content, matches = records.bodies.get(handover.sha256, (None, False))
        if content is None:
            return page | {
                "check": "missing",
                "words": self.env._(
                    "The archive no longer holds the words of this hash."
                ),
            }
        headers, body = why_words.parted(content.decode("utf-8", "replace"))
        shown = _harmless(body) if touch.channel == "email" else False
        return page | {
            "check": "match" if matches else "differs",
            "size": len(content),
            "subject": headers.pop("Subject", False),
            "headers": [self._fact(name, value) for name, value in headers.items()],
            "html": shown,
            "text": False if shown else body,
            "words": self.env._(
                "These are the archived bytes: their hash is the one in the record."
            )
            if matches
            else self.env._(
                "The archived bytes do not have the hash that the record names: they"
                " were changed after the message left."
            ),
        }

    def _people(self, touch, records, handover):
        """Return to whom it went, in whose name, from which number or address."""
        snapshot = (handover.payload if handover else {}).get("license") or {}
        company = touch.company_id
        facts = [
            self._fact(
                self.env._("To"), self._named(touch), touch.point_id.value or ""
            ),
            self._fact(
                self.env._("In the name of"),
                touch.user_id.name or company.name,
                self._nmls_words(snapshot.get("lo_nmls") or touch.user_id.nmls_id),
            ),
            self._fact(
                self.env._("Company"),
                company.name,
                self._nmls_words(snapshot.get("company_nmls") or company.nmls_id),
            ),
        ]
        sent_from = self._sent_from(touch, records, handover)
        if sent_from:
            facts.append(self._fact(self.env._("From"), sent_from))
        if touch.author_id:
            facts.append(self._fact(self.env._("Written by"), touch.author_id.name))
        return facts

    def _nmls_words(self, number):
        return self.env._("NMLS %s", number) if number else ""

    def _sent_from(self, touch, records, handover):
        if touch.channel in ("sms", "call"):
            return touch.sender_number or ""
        content, _matches = records.bodies.get(handover and handover.sha256, (b"", 0))
        headers, _body = why_words.parted(content.decode("utf-8", "replace"))
        return headers.get("From", "")

    # When

    def _times(self, touch, records, zone, handover):
        """Return the moments of a contact, each on the borrower's clock and in UTC."""
        moments = [
            (self.env._("Planned"), touch.create_date),
            (self.env._("Due"), touch.due_at),
            (self.env._("Handed over"), handover and handover.at),
            (self.env._("Sent"), touch.sent_at),
        ]
        return [
            *(
                self._fact(name, why_words.exact(moment, zone), why_words.utc(moment))
                for name, moment in moments
                if moment
            ),
            self._fact(
                self.env._("Whose clock"), zone, self._why_zone(touch, records, zone)
            ),
        ]

    def _why_zone(self, touch, records, zone):
        """Say how the zone is known; what was not kept is not guessed."""
        if not touch.zone:
            return self.env._(
                "The lender's: no zone of the borrower is on record for it."
            )
        entry = self._deciding(touch, records)
        inputs = entry.payload.get("inputs", {}) if entry else {}
        others = [name for name in inputs.get("zones", ()) if name != zone]
        said = [self._place_words(touch, records, zone, inputs)]
        if others:
            said.append(
                self.env._(
                    "%s may be the borrower's too: every one of these clocks had to be"
                    " open.",
                    ", ".join(others),
                )
            )
        return " ".join(filter(None, said))

    def _place_words(self, touch, records, zone, inputs):
        zips = inputs.get("zips") or []
        if zips:
            return self.env._(
                "By the ZIP code %s that was on record then.", ", ".join(zips)
            )
        for kind, key in self._place_keys(touch):
            if zone in records.places.get((kind, key), ()):
                return {
                    "zip": self.env._(
                        "The ZIP code on the borrower's card today (%s…) is in it.",
                        key[:3],
                    ),
                    "state": self.env._(
                        "The state on the borrower's card today (%s) is in it.", key
                    ),
                    "area": self.env._("The area code %s is in it.", key),
                }[kind]
        if inputs.get("states"):
            return self.env._(
                "By the states on record then: %s.", ", ".join(inputs["states"])
            )
        return self.env._("What it was found by was not kept.")


def _harmless(body):
    """Return an archived mail that loads nothing and leads nowhere: opening the page
    must not count as the borrower's opening the mail or press one of the links."""
    safe = html_sanitize(body, sanitize_attributes=True, sanitize_style=True)
    if not safe.strip():
        return ""
    tree = html.fragment_fromstring(str(safe), create_parent="div")
    for picture in tree.xpath("//img"):
        picture.tail = f"[{picture.get('alt') or '…'}]{picture.tail or ''}"
        picture.drop_tag()
    for link in tree.xpath("//a"):
        link.attrib.pop("href", None)
        link.set("style", "text-decoration: underline")
    return etree.tostring(tree, encoding="unicode", method="html")
