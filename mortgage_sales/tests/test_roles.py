import inspect

from odoo.exceptions import AccessError
from odoo.models import BaseModel

from .common import SalesCase

ADDONS = ("mortgage_compliance", "mortgage_sales", "mortgage_rates")
ROLES = (
    "assistant maria manager mortgage_admin processor marketing integration"
    " compliance outsider"
).split()
# What each role may do with some record of a model: r(ead) w(rite) c(reate) u(nlink).
# Which records, record rules say: see test_people_leads and each capability's tests.
#                              assistant LO manager admin processor marketing machine
#                                                                  compliance outsider
ACCESS = """
mortgage.archive               -    -    -    -    -    -    -    r    -
mortgage.backfill              -    -    -    rwcu -    -    -    r    -
mortgage.backfill.line         -    -    -    r    -    -    -    r    -
mortgage.backfill.stage        -    -    -    rwcu -    -    -    r    -
mortgage.branch                r    r    r    rwcu r    r    r    rwcu r
mortgage.cadence               r    r    r    rwcu -    rwcu r    r    -
mortgage.cadence.enroll        rwcu rwcu rwcu rwcu -    -    -    -    -
mortgage.cadence.step          r    r    r    rwcu -    rwcu r    r    -
mortgage.company.setup         -    -    -    rwc  -    -    -    -    -
mortgage.complaint             rc   rc   rc   rc   rc   -    rc   rwc  -
mortgage.complaint.clock       -    -    r    r    -    -    -    rwcu -
mortgage.complaint.filing      rwcu rwcu rwcu rwcu rwcu -    -    rwcu -
mortgage.complaint.step        -    -    -    -    -    -    -    rwcu -
mortgage.condition             r    r    r    rwcu rwcu -    r    r    -
mortgage.consent               r    r    r    r    -    -    -    r    -
mortgage.consent.certificate   -    -    -    r    -    -    -    r    -
mortgage.contact.point         r    r    r    r    r    -    -    r    -
mortgage.contact.policy        r    r    r    r    r    r    -    rwcu -
mortgage.contact.topic         r    r    r    r    r    r    r    rwc  -
mortgage.contact.request       r    r    r    r    -    -    -    r    -
mortgage.contact.turn          -    -    -    -    -    -    -    -    -
mortgage.deputy                -    -    r    r    -    r    -    rwc  -
mortgage.disclosure            r    r    r    r    r    r    r    rwcu -
mortgage.do.not.contact        rwc  rwc  rwc  rwc  -    -    -    rwc  -
mortgage.enrollment            r    r    r    r    -    -    r    r    -
mortgage.exemption             -    -    r    r    -    r    -    rwcu -
mortgage.holiday               -    -    r    r    -    r    -    rwcu -
mortgage.jurisdiction          -    -    r    r    -    r    -    rwcu -
mortgage.dnc.list              -    -    r    r    -    -    -    rwcu -
mortgage.reassigned.check      -    -    -    -    -    -    -    r    -
mortgage.reassigned.exchange   -    -    -    -    -    -    -    rwcu -
mortgage.rule.exchange         -    -    -    -    -    -    -    rwcu -
mortgage.rules.today           -    -    rwcu rwcu -    -    -    rwcu -
mortgage.rules.today.line      -    -    rwcu rwcu -    -    -    rwcu -
mortgage.gate.scope            -    -    -    r    -    -    -    rwcu -
mortgage.inbound.message       -    -    -    r    -    -    -    r    -
mortgage.inquiry               r    r    rw   rw   -    -    r    r    -
mortgage.lead.source           r    r    r    rwcu -    r    r    r    -
mortgage.journal.message       rw   rw   rw   rw   rw   -    -    rw   -
mortgage.ledger.entry          -    -    -    -    -    -    -    r    -
mortgage.ledger.seal           -    -    -    -    -    -    -    r    -
mortgage.ledger.check          -    -    -    -    -    -    -    r    -
mortgage.ledger.anchor         -    -    -    -    -    -    -    r    -
mortgage.anchor.check          -    -    -    -    -    -    -    rwcu -
mortgage.exam.export           -    -    -    -    -    -    -    rwcu -
mortgage.exam.scope            -    -    -    -    -    -    -    rwcu -
mortgage.legal.hold            -    -    -    -    -    -    -    rwc  -
mortgage.hold.release          -    -    -    -    -    -    -    rwcu -
mortgage.breaker.rule          -    -    r    r    -    -    -    rwcu -
mortgage.send.run              -    -    r    r    -    -    -    r    -
mortgage.send.audience         -    -    r    r    -    -    -    r    -
mortgage.run.decision          -    -    rwcu rwcu -    -    -    rwcu -
mortgage.breaker.trial         -    -    rwcu rwcu -    -    -    rwcu -
mortgage.breaker.trial.line    -    -    rwcu rwcu -    -    -    rwcu -
mortgage.purge                 -    -    -    -    -    -    -    r    -
mortgage.retention.rule        -    -    r    r    -    -    -    rwcu -
mortgage.license               -    r    r    rwcu r    -    -    rwcu -
mortgage.license.update        -    -    -    rwcu -    -    -    rwcu -
mortgage.license.update.line   -    -    -    rwcu -    -    -    rwcu -
mortgage.lint.flag             r    r    r    r    r    r    r    rwcu -
mortgage.lint.rule             r    r    r    r    r    r    r    rwcu -
mortgage.loan                  r    r    r    rwcu rw   -    r    r    -
mortgage.merge.field           r    r    r    r    r    r    r    rwcu -
mortgage.loan.example          r    r    rwc  rwc  r    rwc  r    rwc  -
mortgage.mail.domain           -    -    r    rw   -    -    -    r    -
mortgage.milestone             r    r    r    rwcu r    r    r    r    -
mortgage.off.channel           -    r    r    r    -    -    -    r    -
mortgage.officer.setup         -    -    -    rwc  -    -    -    -    -
mortgage.on.call               r    r    rwcu rwcu -    -    -    r    -
mortgage.opt.out.phrase        -    -    -    r    -    -    -    rwc  -
mortgage.opt.out.upload        -    -    -    rwcu -    -    -    rwcu -
mortgage.page.visit            -    -    -    r    -    -    -    -    -
mortgage.party                 rwc  rwcu rwcu rwcu r    -    r    r    -
mortgage.person.salt           -    -    -    -    -    -    -    -    -
mortgage.preference            r    r    r    r    r    -    -    r    -
mortgage.preference.change     rwc  rwc  rwc  rwc  -    -    -    rwc  -
mortgage.privacy.clock         -    -    -    -    -    -    -    rwcu -
mortgage.privacy.request       -    -    -    -    -    -    -    rwc  -
mortgage.privacy.step          -    -    -    -    -    -    -    rwcu -
mortgage.rate.observation      -    r    r    rwcu -    -    -    r    -
mortgage.rate.series           -    r    r    rwcu -    -    -    r    -
mortgage.reassign              -    rwcu rwcu rwcu -    -    -    -    -
mortgage.record.consent        rwcu rwcu rwcu rwcu -    -    -    -    -
mortgage.routing.decision      r    r    r    r    -    -    r    r    -
mortgage.routing.field         -    -    r    r    -    -    -    rwcu -
mortgage.routing.load          -    -    r    r    -    -    -    -    -
mortgage.routing.rule          -    -    r    rwcu -    -    -    r    -
mortgage.routing.turn          -    -    r    r    -    -    -    -    -
mortgage.routing.what.if       -    -    rwcu rwcu -    -    -    rwcu -
mortgage.sending.switch        -    -    rwc  rwc  -    -    -    rwc  -
mortgage.source.key            -    -    -    rwcu -    -    -    -    -
mortgage.source.setup          -    -    -    rwc  -    -    -    -    -
mortgage.suppression           r    r    r    r    r    -    -    rw   -
mortgage.team.setup            -    -    -    rwc  -    -    -    -    -
mortgage.slot.return           -    -    -    -    -    -    -    rwcu -
mortgage.signing.key           -    -    -    -    -    -    -    -    -
mortgage.template              r    r    r    r    r    rwc  r    rwcu -
mortgage.template.export       -    -    -    rwcu -    -    -    rwcu -
mortgage.template.import       -    -    -    rwcu -    -    -    rwcu -
mortgage.template.package      -    -    -    r    -    -    -    r    -
mortgage.template.package.line -    -    -    r    -    -    -    r    -
mortgage.template.slot         -    rwcu rwcu rwcu -    -    -    r    -
mortgage.template.version      r    r    r    r    r    rwcu r    rwcu -
mortgage.template.comment      -    -    rc   rc   -    rc   -    rc   -
mortgage.template.compare      -    -    rwcu rwcu -    rwcu -    rwcu -
mortgage.template.reread       -    -    -    -    -    -    -    rwcu -
mortgage.template.review       -    -    r    r    -    r    -    rwc  -
mortgage.test.lead             -    -    -    rwc  -    -    -    -    -
mortgage.texts.registration    -    -    -    rwc  -    -    -    rwc  -
mortgage.texts.requirement     -    -    -    rw   -    -    -    rw   -
mortgage.texts.setup           -    -    -    -    -    -    -    -    -
mortgage.trusted.key           -    -    -    r    -    -    -    rwc  -
mortgage.touch                 r    r    r    r    -    -    r    r    -
mortgage.touch.event           r    r    r    r    -    -    r    r    -
mortgage.zone                  -    -    -    r    -    -    -    r    -
crm.lead                       rwc  rwc  rwc  rwcu r    -    r    r    -
"""
# Public methods that answer everybody, and why.
FOR_EVERYBODY = {
    # Says only that nothing is sent from a copy, to people who are logged in.
    ("mortgage.sending", "banner"),
}
WORDS = {"outcome": "reached", "reason": "Asked for it"}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


def own_methods(registry):
    """Yield ``(model, name, function)`` of the public methods that our addons add."""
    for model, cls in sorted(registry.items()):
        for name in dir(cls):
            function = getattr(cls, name, None)
            if name.startswith("_") or hasattr(BaseModel, name):
                continue
            if not inspect.isfunction(function) or _is_private(function):
                continue
            owners = [base for base in cls.__mro__ if name in base.__dict__]
            if owners[-1].__module__.split(".")[2:3] in [[addon] for addon in ADDONS]:
                yield model, name, function


def arguments_of(function):
    """Return something for each argument that ``function`` needs, by name."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {
        found.name: WORDS.get(found.name, [1] if found.name.endswith("s") else 1)
        for found in parameters
        if found.default is found.empty
    }


def _is_private(function):
    return getattr(function, "_api_private", False)


class TestRoles(SalesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = {
            model: dict(zip(ROLES, letters, strict=True))
            for model, *letters in map(str.split, ACCESS.strip().splitlines())
        }
        cls.strangers = cls.portal | cls.env.ref("base.public_user")

    def _may(self, user, model):
        records = self.env[model].with_user(user)
        return "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if records.has_access(operation)
        )

    def test_every_role_on_every_model(self):
        for model, row in self.table.items():
            if model not in self.env:
                continue  # the addon that has it is not installed
            for role, letters in row.items():
                with self.subTest(model=model, role=role):
                    may = self._may(getattr(self, role), model)
                    self.assertEqual(may, letters.strip("-"))

    def test_borrowers_and_strangers_have_no_access_to_any_model(self):
        for model in self.table.keys() & self.env.registry.models.keys():
            for user in self.strangers:
                with self.subTest(model=model, user=user.login):
                    self.assertEqual(self._may(user, model), "")

    def test_no_model_is_missing_from_the_table(self):
        ours = {
            name
            for name, cls in self.env.registry.items()
            if cls._original_module in ADDONS and not cls._abstract
        }
        self.assertFalse(ours - self.table.keys(), "Say who may do what with these")

    def test_public_methods_refuse_borrowers_and_strangers(self):
        lead = self._lead(user_id=self.maria.id)
        for model, name, function in own_methods(self.env.registry):
            if (model, name) in FOR_EVERYBODY:
                continue
            records = self._some(model, lead)
            for user in self.strangers:
                with self.subTest(model=model, method=name, user=user.login):
                    method = getattr(records.with_user(user), name)
                    with self.assertRaises(AccessError):
                        method(**arguments_of(function))

    def _some(self, model, lead):
        """Return a record to call a method on: the right is asked before all else."""
        if model == "crm.lead":
            return lead
        if model == "mail.activity":
            return lead.activity_schedule("mail.mail_activity_data_call")
        if self.env.registry[model]._abstract:
            return self.env[model]
        return self.env[model].browse(1)
