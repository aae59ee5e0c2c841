from odoo import Command

from .common import ComplianceCase


class TemplateCase(ComplianceCase):
    """A marketer's email template, and the people who decide on its words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_officer = cls._person("officer2", "group_compliance", "Dee Lund")
        cls.template = cls._template("test_hello")

    @classmethod
    def _template(cls, code, **vals):
        return (
            cls.env["mortgage.template"]
            .with_user(cls.marketing)
            .create(
                {
                    "name": "Hello",
                    "code": code,
                    "channel": "email",
                    "kind": "transactional",
                    **vals,
                }
            )
        )

    @classmethod
    def _draft(cls, template=None, user=None, **vals):
        return (
            cls.env["mortgage.template.version"]
            .with_user(user or cls.marketing)
            .create(
                {
                    "template_id": (template or cls.template).id,
                    "subject": "Hello {{ borrower_first_name }}",
                    "body": "I am {{ lo_name }}.",
                    **vals,
                }
            )
        )

    @classmethod
    def _approved(cls, template=None, **vals):
        return cls._approve(cls._draft(template, **vals))

    @classmethod
    def _approve(cls, version):
        version.with_user(cls.marketing).action_submit()
        version.with_user(cls.compliance).action_approve()
        return version

    @classmethod
    def _file(cls, user=None, raw=b"Five papers to bring.", name="list.txt", **vals):
        """Return what the form's upload makes, before its record is saved."""
        return (
            cls.env["ir.attachment"]
            .with_user(user or cls.marketing)
            .create(
                {
                    "name": name,
                    "raw": raw,
                    "res_model": "mortgage.template.version",
                    "res_id": 0,
                    **vals,
                }
            )
        )

    @classmethod
    def _with_file(cls, **vals):
        files = [Command.set(cls._file(**vals).ids)]
        return cls._draft(attachment_ids=files)
