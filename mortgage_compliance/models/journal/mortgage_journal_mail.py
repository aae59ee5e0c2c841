import hashlib
from datetime import timezone
from email.utils import parsedate_to_datetime

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import journal_mail
from ...tools.email import canonical
from ...tools.mail_reply import whole_text
from ...tools.secrets import cut

FAILED = ("dmarc=fail", "spf=fail", "dkim=fail")


class MortgageJournalMessage(models.Model):
    """Takes a mail to the journal address in, exactly once for each borrower in it."""

    _inherit = "mortgage.journal.message"

    @api.model
    def _receive(self, mail, message_dict, company):
        """File a mail that came to the ``company``'s journal address.

        Returns the messages that were made: none where it was filed before, or where
        it is not from one of the company's own people.
        """
        user = self._colleague(mail, message_dict, company)
        if not user:
            return self.browse()
        filed = journal_mail.read(
            message_dict.get("subject") or "",
            message_dict.get("email_from") or "",
            self._recipients(mail, company),
            whole_text(mail),
            company.mortgage_journal_address,
        )
        shared = self._shared_values(mail, message_dict, company, user, filed)
        messages = self.browse()
        for point, direction in self._borrowers(filed):
            messages |= self._keep(shared, point, direction)
        if not messages and not self._is_known(shared["external_id"], company):
            nobody = self.env["mortgage.contact.point"]
            direction = "out" if filed.way == "copy" or filed.outbound else "in"
            messages = self._keep(shared, nobody, direction)
        messages._record(_original(mail, message_dict))
        messages.filtered("point_id")._file()
        return messages

    def _colleague(self, mail, message_dict, company):
        """Return who of the company's people sent a mail, if nothing says otherwise."""
        said = " ".join(mail.get_all("Authentication-Results") or ()).lower()
        address = canonical(message_dict.get("email_from"))
        users = self.env["res.users"].sudo()
        if not address or any(verdict in said for verdict in FAILED):
            return users
        return users.search(
            [
                ("email_normalized", "=", address),
                ("share", "=", False),
                ("company_ids", "in", company.ids),
            ],
            limit=1,
        )

    def _recipients(self, mail, company):
        """Return those a mail was openly sent to, without our own people."""
        headers = [
            str(value) for name in ("To", "Cc") for value in mail.get_all(name, ())
        ]
        found = journal_mail.addresses(", ".join(headers))
        return ", ".join(self._strangers(found))

    @api.model
    def _strangers(self, addresses):
        """Return those that are neither a colleague's nor taken in by Odoo itself."""
        users = self.env["res.users"].sudo()
        known = users.search(
            [
                ("email_normalized", "in", [canonical(one) for one in addresses]),
                ("share", "=", False),
            ]
        )
        domains = self.env["mail.alias.domain"].sudo()
        ours = {*known.mapped("email_normalized"), *domains._find_aliases(addresses)}
        return [one for one in addresses if canonical(one) not in ours]

    def _borrowers(self, filed):
        """Yield ``(contact point, direction)`` of each borrower it is between."""
        if filed.way == "text":
            direction = "out" if filed.outbound else "in"
            for point in self._points_of("phone", filed.phones):
                yield point, direction
            return
        senders = self._strangers(filed.senders)
        if filed.way == "forward" and senders:
            for point in self._points_of("email", senders):
                yield point, "in"
            return
        for point in self._points_of("email", self._strangers(filed.recipients)):
            yield point, "out"

    def _points_of(self, kind, values):
        """Return the contact points of borrowers; a colleague's number is in every
        signature, and no borrower's."""
        known = [canonical(value) for value in values] if kind == "email" else values
        found = self.env["mortgage.contact.point"].sudo()
        found = found.search([("kind", "=", kind), ("value", "in", list(known))])
        return found.filtered(
            lambda point: (
                not point.partner_ids.user_ids.filtered(lambda user: not user.share)
            )
        )

    def _shared_values(self, mail, message_dict, company, user, filed):
        parties = [*filed.senders, *filed.recipients, *filed.phones]
        return {
            "at": self._moment(mail, filed, company),
            "company_id": company.id,
            "user_id": user.id,
            "way": filed.way,
            "channel": "sms" if filed.way == "text" else "email",
            "external_id": message_dict["message_id"],
            "parties": ", ".join(parties),
            "subject": cut(filed.subject)[0],
            "body": cut(filed.body)[0],
            "attachment_words": "\n".join(_attached(mail)) or False,
        }

    def _moment(self, mail, filed, company):
        """Return when it was said, naive UTC: no later than now."""
        now = fields.Datetime.now()
        if filed.at:
            zone = pytz.timezone(str(company._mortgage_zone()))
            at = zone.localize(filed.at).astimezone(timezone.utc).replace(tzinfo=None)
            return min(at, now)
        try:
            at = parsedate_to_datetime(str(mail.get("Date")))
        except (TypeError, ValueError):
            return now
        if at.tzinfo:
            at = at.astimezone(timezone.utc).replace(tzinfo=None)
        return min(at.replace(microsecond=0), now)

    @api.model
    def _keep(self, shared, point, direction):
        """Return a new record, or none where it was filed before.

        Not the ORM: the same mail may come twice at once, and one of them must lose.
        """
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO mortgage_journal_message (external_id, company_id,"
                " point_id, at, way, channel, direction, state)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING RETURNING id",
                shared["external_id"],
                shared["company_id"],
                point.id or None,
                shared["at"],
                shared["way"],
                shared["channel"],
                direction,
                "filed" if point else "unmatched",
            )
        )
        message = self.browse(one for (one,) in rows)
        if message:
            message.write(shared)
        return message

    def _is_known(self, external_id, company):
        return bool(
            self.search_count(
                [("external_id", "=", external_id), ("company_id", "=", company.id)],
                limit=1,
            )
        )

    def _record(self, original):
        """Archive the mail as it came, without what must not be kept."""
        ids = self.env["mortgage.ledger.entry"]._append(
            [
                {
                    "event": "journal",
                    "res_model": message._name,
                    "res_id": message.id,
                    "point_id": message.point_id.id,
                    "company_id": message.company_id.id,
                    "payload": {
                        "way": message.way,
                        "channel": message.channel,
                        "direction": message.direction,
                        "user": message.user_id.id,
                        "at": fields.Datetime.to_string(message.at),
                        "matched": bool(message.point_id),
                    },
                    "content": original,
                    "retention_class": "journal",
                }
                for message in self
            ]
        )
        for message, ledger_id in zip(self, ids, strict=True):
            message.ledger_id = ledger_id


def _original(mail, message_dict):
    """Return the bytes to archive: the headers that matter and all that was said."""
    headers = [
        f"{name}: {mail.get(name)}"
        for name in ("From", "To", "Cc", "Date", "Subject")
        if mail.get(name)
    ]
    headers.append(f"Message-Id: {message_dict['message_id']}")
    text = "\n".join([*headers, *_attached(mail), "", whole_text(mail)])
    return cut(text)[0].encode()


def _attached(mail):
    """Yield a line for each file; the files themselves are not kept."""
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True) or b""
        digest = hashlib.sha256(content).hexdigest()
        yield f"Attachment: {part.get_filename() or ''} sha256={digest}"
