from base64 import b64encode

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user

COMPLIANCE = "mortgage_compliance"


class ComplianceCase(TransactionCase):
    """A small licensed lender: one company, its people in every role, three states.

    maria is licensed in Texas, frank in Texas and Florida, cora in Colorado.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        # The database of the tests is a copy of the template.
        cls.env["mortgage.sending"]._bind()
        cls.company = cls.env.company
        cls.company.write(
            {
                "name": "Lone Star Test Lending",
                "nmls_id": "1234001",
                "country_id": cls.env.ref("base.us").id,
                "street": "100 Congress Ave",
                "city": "Austin",
                "zip": "78701",
                "state_id": cls.env.ref("base.state_us_44").id,
                "phone": "+15125550100",
                "email": "office@lender.example",
                "mortgage_texts_state": "approved",
            }
        )
        cls.maria = cls._person("maria", "group_lo", "Maria Gomez", "1234101")
        cls.frank = cls._person("frank", "group_lo", "Frank Hall", "1234102")
        cls.cora = cls._person("cora", "group_lo", "Cora Diaz", "1234103")
        cls.assistant = cls._person("assistant", "group_assistant", "Al Stone")
        cls.manager = cls._person("manager", "group_manager", "Max Boone", "1234104")
        cls.compliance = cls._person("compliance", "group_compliance", "Cleo Park")
        cls.processor = cls._person("processor", "group_processor", "Pru Lane")
        cls.marketing = cls._person("marketing", "group_marketing", "Mark Webb")
        cls.mortgage_admin = cls._person("madmin", "group_admin", "Ada Ross")
        cls.integration = cls._person("machine", "group_integration", "Machine")
        cls.outsider = new_test_user(cls.env, "outsider", "base.group_user")
        cls.portal = new_test_user(cls.env, "portalia", "base.group_portal")
        cls._dnc_lists_in_use()
        for state in ("TX", "FL", "CO"):
            cls._license(state)
            cls._register(state)
        cls._license("TX", cls.maria)
        cls._license("TX", cls.frank)
        cls._license("FL", cls.frank)
        cls._license("CO", cls.cora)

    @classmethod
    def _dnc_lists_in_use(cls):
        """Let every do-not-call list that a rule asks for be here, empty."""
        rules = cls.env["mortgage.contact.policy"].search([("check", "=", "dnc")])
        return cls.env["mortgage.dnc.list"].create(
            [
                {
                    "kind": "state" if rule.states else "national",
                    "state": rule.states,
                    # Tests judge at moments of their own.
                    "version_on": "2039-01-01",
                    "status": "loaded",
                }
                for rule in rules
            ]
        )

    @classmethod
    def _dnc_list(
        cls, *numbers, kind="national", state=False, version_on=None, **values
    ):
        """Return a loaded list of ten-digit ``numbers``."""
        content = "".join(f"{number}\n" for number in numbers or ("2025550100",))
        record = cls.env["mortgage.dnc.list"].create(
            {
                "kind": kind,
                "state": state,
                "version_on": version_on or fields.Date.today(),
                "file": b64encode(content.encode()),
                **values,
            }
        )
        record.action_load()
        record._load()
        return record

    @classmethod
    def _person(cls, login, group, name, nmls_id=False):
        return new_test_user(
            cls.env,
            login,
            f"{COMPLIANCE}.{group}",
            name=name,
            email=f"{login}@lender.example",
            phone="+15125550199",
            nmls_id=nmls_id,
            tz="America/Chicago",
        )

    @classmethod
    def _license(cls, state, user=None, **values):
        return cls.env["mortgage.license"].create(
            {
                "state": state,
                "user_id": user.id if user else False,
                "company_id": cls.company.id,
                "number": f"{state}-{user.id if user else 0}",
                "valid_from": "2020-01-01 00:00:00",
                "valid_to": "2036-01-01 00:00:00",
                **values,
            }
        )

    @classmethod
    def _register(cls, state, **values):
        """Have the lender be registered as ``state`` asks who solicits there."""
        return cls.env["mortgage.jurisdiction"].create(
            {
                "state": state,
                "company_id": cls.company.id,
                "status": "registered",
                "certificate": f"{state}-9900",
                **values,
            }
        )

    @classmethod
    def _points(cls, *points):
        """Return the contact points of ``("email", "a@b.example")`` pairs, in order."""
        ids = cls.env["mortgage.contact.point"]._upsert(points)
        return cls.env["mortgage.contact.point"].browse(ids[point] for point in points)

    @classmethod
    def _borrower(
        cls, name="Dana Ruiz", email="dana@example.com", phone="+17135550101"
    ):
        partner = cls.env["res.partner"].create(
            {"name": name, "email": email, "phone": phone}
        )
        points = cls._points(("email", email), ("phone", phone))
        points.partner_ids = [Command.link(partner.id)]
        return partner
