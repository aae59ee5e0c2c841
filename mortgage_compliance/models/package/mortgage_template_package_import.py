import base64
import hashlib
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...tools import audience, package
from ..caller import check_caller
from ..library.mortgage_template import FROZEN_WITH_WORDS, LANGS
from .mortgage_template import EXCHANGERS, TRAVELS

# Clocks of two systems differ by that much at most.
CLOCKS = timedelta(hours=24)


class MortgageTemplatePackage(models.Model):
    """How a package comes in: all of it, as words in review, or nothing."""

    _inherit = "mortgage.template.package"

    @api.model
    def _bring(self, data, company=None):
        """Bring a signed file in and return its package, the one that is here already
        for a file that came before. ``company`` is whose templates they become."""
        check_caller(self.env, EXCHANGERS, self.env._("bring templates in"))
        try:
            signed = package.read(data)
            package.verify(signed)
            trusted = self._expect_trusted(signed.key)
            sha256 = hashlib.sha256(data).hexdigest()
            known = self.sudo().search([("sha256", "=", sha256)])
            if known:
                return known.sudo(False)
            told = package.open_package(signed)
        except package.Unreadable as error:
            raise UserError(self._unreadable_words(error)) from error
        company = company or self.env["res.company"]
        templates = self.sudo()._templates_of(told, company)
        self._expect_timely(told, trusted)
        self._expect_known(told, templates)
        # All or nothing, also for a caller who goes on after the error.
        with self.env.cr.savepoint():
            brought = self.sudo()._store(told, trusted, sha256, company, templates)
            brought._tell_ledger("brought in")
        return brought.sudo(False)

    def _unreadable_words(self, error):
        return {
            "empty": self.env._("Choose the file first."),
            "large": self.env._(
                "The file has over %s MB: that is no package of templates.", error.what
            ),
            "packed": self.env._(
                "This is a compressed file. Give the package itself, as it was"
                " exported."
            ),
            "foreign": self.env._("This is no package of templates."),
            "newer": self.env._(
                "This package is of a newer kind. Update this system first."
            ),
            "damaged": self.env._("The package is damaged. Export it again."),
            "changed": self.env._(
                "The package was changed after it was signed. Nothing of it is taken:"
                " export it again."
            ),
            "nothing": self.env._("There is no template in this package."),
            "many": self.env._("A package holds %s templates at most.", error.what),
            "shape": self.env._(
                "%s is not what this system expects there. Are both systems of the"
                " same version?",
                error.what,
            ),
        }[error.code]

    def _expect_trusted(self, key):
        trusted = self.env["mortgage.trusted.key"]._of(key)
        if not trusted:
            raise UserError(
                self.env._(
                    "Nobody here trusts the system that signed this package. Its"
                    " fingerprint is %s. Compare it with the people over there; a"
                    " compliance officer then adds its key under Trusted systems.",
                    package.fingerprint(key),
                )
            )
        if not trusted._counts_now():
            raise UserError(
                self.env._(
                    "%(system)s was trusted until %(until)s only. Nothing of it is"
                    " taken since.",
                    system=trusted.name,
                    until=fields.Datetime.to_string(trusted.valid_to),
                )
            )
        return trusted

    def _expect_timely(self, told, trusted):
        now = fields.Datetime.now()
        made_at, expires_at = (
            self._moment(told, name) for name in ("made_at", "expires_at")
        )
        if expires_at <= now:
            raise UserError(
                self.env._(
                    "The package expired on %s. Export it again.", told["expires_at"]
                )
            )
        if made_at > now + CLOCKS:
            raise UserError(
                self.env._(
                    "The package is dated %s, in the future. Compare the clocks of the"
                    " two systems.",
                    told["made_at"],
                )
            )
        later = (
            self.env["mortgage.template.package.line"]
            .sudo()
            .search(
                [
                    ("package_id.key_id", "=", trusted.id),
                    ("package_id.serial", ">=", told["serial"]),
                    ("code", "in", [values["code"] for values in told["templates"]]),
                ],
                limit=1,
            )
        )
        if later:
            raise UserError(
                self.env._(
                    "This package is older than “%(package)s”, which has %(code)s too"
                    " and came in already. Older words do not come back this way.",
                    package=later.package_id.name,
                    code=later.code,
                )
            )

    def _moment(self, told, name):
        try:
            return fields.Datetime.to_datetime(told[name]) or fields.Datetime.now()
        except ValueError:
            error = package.Unreadable("shape", name)
            raise UserError(self._unreadable_words(error)) from None

    def _templates_of(self, told, company):
        """Return ``{code: template}`` of those that are here, archived ones too."""
        templates = self.env["mortgage.template"].with_context(active_test=False)
        codes = [values["code"] for values in told["templates"]]
        found = templates.search(
            [("code", "in", codes), ("company_id", "=", company.id)]
        )
        return {template.code: template for template in found}

    def _expect_known(self, told, templates):
        """Refuse a package with anything in it that this system does not know."""
        faults, seen = [], set()
        for values in told["templates"]:
            code = values["code"]
            if not code.strip() or code in seen:
                faults.append(self.env._("%s: this code is there twice.", code))
            seen.add(code)
            template = templates.get(code, self.env["mortgage.template"])
            faults += [
                f"{code}: {fault}" for fault in self._template_faults(values, template)
            ]
        if faults:
            raise UserError("\n".join([self.env._("Nothing was brought in."), *faults]))

    def _template_faults(self, values, template):
        library = self.env["mortgage.template"]
        for name in ("channel", "kind", "product"):
            known = library._fields[name].get_values(self.env)
            if values[name] not in known and (values[name] or name != "product"):
                yield self.env._(
                    "%(field)s “%(value)s” is unknown here.",
                    field=library._fields[name]._description_string(self.env),
                    value=values[name],
                )
        _codes, unknown = audience.parse(values["audience_states"])
        if unknown:
            yield self.env._("no such state: %s", ", ".join(unknown))
        for name in ("expires_on", "review_on"):
            try:
                fields.Date.to_date(values[name] or False)
            except ValueError:
                yield self.env._("“%s” is no date.", values[name])
        langs = [version["lang"] for version in values["versions"]]
        if not langs or len(set(langs)) < len(langs) or set(langs) - {*dict(LANGS)}:
            yield self.env._("its languages are not clear: %s", ", ".join(langs))
        for name in FROZEN_WITH_WORDS:
            if template and name in values and template[name] != values[name]:
                yield self.env._(
                    "here %(field)s is “%(here)s”, in the package “%(there)s”.",
                    field=library._fields[name]._description_string(self.env),
                    here=template[name],
                    there=values[name],
                )
        if template and not template.active:
            yield self.env._("this template is archived here. Restore it first.")

    def _store(self, told, trusted, sha256, company, templates):
        lines = []
        for values in told["templates"]:
            settings = self._settings(values)
            template = templates.get(values["code"])
            if not template:
                template = self.env["mortgage.template"].create(
                    {
                        **settings,
                        "code": values["code"],
                        "channel": values["channel"],
                        "kind": values["kind"],
                        "add_footer": values["add_footer"],
                        "company_id": company.id,
                    }
                )
            for words in values["versions"]:
                lines.append(self._line(template, words, settings))
        return self.create(
            {
                "name": f"{told['origin']}, {told['made_at']}",
                "sha256": sha256,
                "key_id": trusted.id,
                "serial": told["serial"],
                "made_at": told["made_at"],
                "lint_version": told["lint"],
                "same_lint": told["lint"] == self._lint_version(),
                "company_id": company.id,
                "imported_by_id": self.env.uid,
                "imported_at": fields.Datetime.now(),
                "line_ids": [Command.create(line) for line in lines],
            }
        )

    def _settings(self, values):
        names = [name for name in TRAVELS if name not in FROZEN_WITH_WORDS]
        return {
            name: values[name] or False for name in (*names, "expires_on", "review_on")
        }

    def _line(self, template, words, settings):
        """Return the line of one version, which is made in review where it is news."""
        approved = template.version_ids.filtered(
            lambda version: (
                version.state == "approved" and version.lang == words["lang"]
            )
        )
        same = approved and self._is_same(approved._package_values(), words)
        version = approved.browse() if same else self._version(template, words)
        what = "unchanged" if same else "replaces" if approved else "new"
        return {
            "code": template.code,
            "lang": words["lang"],
            "template_id": template.id,
            "version_id": version.id,
            "replaces_id": approved.id if not same else False,
            "what": what,
            "settings": settings,
            "origin_number": words["number"],
            "origin_sha256": words["sha256"],
            "origin_authors": words["authors"],
            "origin_approved_by": words["approved_by"],
            "origin_approved_at": words["approved_at"] or False,
            "origin_deputy_for": words["deputy_for"],
        }

    @api.model
    def _is_same(self, here, there):
        names = ("subject", "body", "literal_brackets", "attachments")
        names += ("covered_states", "covered_product")
        return all(here[name] == there[name] for name in names)

    def _version(self, template, words):
        """Return these words as a version in review, written by whoever brings it."""
        version = self.env["mortgage.template.version"].create(
            {
                "template_id": template.id,
                "lang": words["lang"],
                "subject": words["subject"] or False,
                "body": words["body"],
                "literal_brackets": words["literal_brackets"],
                "attachment_ids": [
                    Command.create(
                        {
                            "name": file["name"],
                            "mimetype": file["mimetype"],
                            "raw": base64.b64decode(file["content"]),
                        }
                    )
                    for file in words["attachments"]
                ],
            }
        )
        # Whom they were read for there, whatever the template here says today.
        version._advance(
            "review",
            "brought in",
            covered_states=words["covered_states"] or False,
            covered_product=words["covered_product"] or False,
        )
        return version
