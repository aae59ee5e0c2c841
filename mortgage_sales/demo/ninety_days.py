"""Ninety days of work, moment by moment, up to the present minute."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from . import fates
from .clock import Clock
from .closed_loans import close_past_loans
from .desk import Desk
from .files import open_files
from .inquiries import inquiry
from .moments import Calendar
from .people import Population
from .post_office import PostOffice
from .rates import submit_rates
from .staff import settle_in, step_back
from .today import Today

# Where the leads come from, in turn.
SOURCES = (
    *("website", "zillow", "lendingtree", "website", "rateshopper"),
    *("realtors", "website", "zillow", "openhouse", "lendingtree"),
)
# Who refers clients.
AGENTS = {
    "TX": ("Hill Country Realty", "Bluebonnet Homes"),
    "FL": ("Gulfside Realty",),
    "CO": ("Front Range Homes",),
}
# Since then nothing has come from this vendor, and nobody has noticed.
SILENT_SOURCE, SILENT_DAYS = "rateshopper", 22
STATES = ("TX", "FL", "TX", "CO", "TX", "FL", "TX", "TX", "FL", "TX")
# Some leads that go on ask a second time, through another source.
ASKING_AGAIN = ("contacted", "prequalified", "application")
ASKED_AGAIN_EVERY, ASKED_AGAIN = 13, 8
SPANISH_EVERY = 3
# When the follow-up is looked through for what is left to do.
CATCH_UP = ("noon_answer", "evening_answer")
# The story's last hour belongs to ``Today``.
LAST_HOUR = timedelta(hours=1)


def live(env):
    """Let ninety days pass, up to the present minute."""
    post = PostOffice(env)
    with Clock(env) as clock, post.taking_everything():
        NinetyDays(env, clock, post).pass_by()
        submit_rates(env, clock.really_now.date())


class NinetyDays:
    """The lender's days: who asks, who calls, who answers."""

    def __init__(self, env, clock, post):
        self.env = env
        self.clock = clock
        self.post = post
        self.desk = Desk(env)
        self.calendar = Calendar(clock.really_now)
        self.population = Population()
        self.leads = {}
        self.funded = {}
        self._again = 0
        self._agenda = {}
        self._inquiries = {}

    def pass_by(self):
        self.clock.move_to(self.calendar.at(91, "morning"))
        settle_in(self.env)
        self._expect_everybody()
        last_hour = self.clock.really_now - LAST_HOUR
        for moment in sorted(self._agenda):
            if moment < last_hour:
                self.clock.move_to(moment)
                self._act(self._agenda[moment])
        self._present()

    def submit(self, inquiries):
        """Send inquiries in as the integration does, and return their leads."""
        integration = self.env["res.users"].search([("login", "=", "integration")])
        endpoint = self.env["mortgage.inquiry"].with_user(integration)
        results = endpoint.submit(inquiries)
        # pylint: disable=invalid-commit
        self.env.cr.commit()
        return [self.env["crm.lead"].browse(found["lead_id"]) for found in results]

    # The agenda

    def _expect_everybody(self):
        for fate in fates.all_fates():
            self._expect(fate)
        for days in range(90, -1, -1):
            for moment in CATCH_UP:
                self._plan(self.calendar.at(days, moment), self._catch_up)
        self._plan(self.calendar.at(1, "morning"), self._step_back)

    def _expect(self, fate):
        """Put the arrival of a lead and what follows on the agenda."""
        person = self.population.person(
            self.population.place_in(STATES[fate.number % len(STATES)])
        )
        at = self.calendar.at(fate.age, fate.arrival)
        source = SOURCES[fate.number % len(SOURCES)]
        if source == SILENT_SOURCE and fate.age < SILENT_DAYS:
            source = "website"
        spanish = person.may_speak_spanish and not fate.number % SPANISH_EVERY
        asked = self._ask(person, fate.number, source, at, spanish)
        self._inquiries[fate.number] = asked
        self._plan(at, self._arrive, fate.number)
        for beat in fates.beats(fate, asked["loan_purpose"], spanish):
            moment = self.calendar.at(fate.age - beat.after, beat.moment)
            act = getattr(self, f"_{beat.action}")
            self._plan(moment, act, fate.number, beat.said)
        if self._asks_again(fate):
            other = "website" if source == "zillow" else "zillow"
            again = self._ask(person, fate.number, other, at, spanish)
            later = self.calendar.at(fate.age - 1 - fate.number % 2, "afternoon")
            self._plan(later, self._ask_again, again)

    def _asks_again(self, fate):
        asks = (
            fate.standing in ASKING_AGAIN
            and fate.age > 4
            and not fate.rank % ASKED_AGAIN_EVERY
            and self._again < ASKED_AGAIN
        )
        self._again += asks
        return asks

    def _ask(self, person, number, source, at, spanish):
        more = {"language": "es"} if spanish else {}
        if source == "realtors":
            agents = AGENTS[person.place.state]
            more["referral_partner"] = agents[number // 10 % len(agents)]
        return inquiry(person, number, source, at - timedelta(minutes=1), **more)

    def _plan(self, moment, act, *given):
        self._agenda.setdefault(moment, []).append((act, *given))

    def _act(self, planned):
        """Do what is planned for a moment: those who arrive first, in one batch."""
        numbers = [given[0] for act, *given in planned if act == self._arrive]
        if numbers:
            asked = [self._inquiries[number] for number in numbers]
            self.leads |= dict(zip(numbers, self.submit(asked), strict=True))
        self.pass_on()
        for act, *given in planned:
            if act != self._arrive:
                act(*given)
                # Or Odoo notes what several people change in the first one's name.
                self.env.cr.flush()
        self.pass_on()

    # The machine

    def pass_on(self):
        """Send what is due, as the crons do."""
        # pylint: disable=invalid-commit
        self.env.cr.commit()
        waits = self._what_waits()
        if waits["touches"]:
            self.env["mortgage.touch"]._cron_dispatch()
        if any(waits.values()):
            self.env["sms.sms"]._process_queue()
            self.env["mail.mail"].process_email_queue()
            self.post.bring_receipts()

    def _what_waits(self):
        """Tell which crons would find anything to do."""
        [found] = self.env.execute_query_dict(
            SQL(
                "SELECT EXISTS (SELECT FROM mortgage_touch WHERE state IN"
                " ('planned', 'held') AND ready_at <= %(now)s) OR EXISTS (SELECT FROM"
                " mortgage_enrollment WHERE state = 'active' AND next_at <= %(now)s)"
                " AS touches, EXISTS (SELECT FROM sms_sms WHERE state = 'outgoing')"
                " AS texts, EXISTS (SELECT FROM mail_mail WHERE state = 'outgoing')"
                " AS mails",
                now=fields.Datetime.now(),
            )
        )
        return found

    def _catch_up(self):
        self.env["crm.lead"]._cron_start_went_quiet()
        self.desk.make_due_calls()
        self.desk.close_answered()

    def _step_back(self):
        step_back(self.env, self.calendar.today)

    # What happens to one lead

    def _arrive(self, number):
        raise NotImplementedError("Arrivals are taken in by batches.")

    def _ask_again(self, asked):
        self.submit([asked])

    def _reached(self, number, note):
        lead = self.leads[number]
        self.desk.log_call(lead, "reached", self.filled(note, lead))

    def _no_answer(self, number, note):
        self.desk.log_call(self.leads[number], "no_answer", note)

    def _left_voicemail(self, number, note):
        self.desk.log_call(self.leads[number], "left_voicemail", note)

    def _do_not_call(self, number, note):
        self.desk.log_call(self.leads[number], "do_not_call", note)

    def _text(self, number, words):
        lead = self.leads[number]
        self.desk.borrower_texts(lead, self.filled(words, lead))

    def _mail(self, number, words):
        lead = self.leads[number]
        self.desk.borrower_mails(lead, self.filled(words, lead))

    def _answer_text(self, number, words):
        lead = self.leads[number]
        self.desk.text(lead, self.filled(words, lead))

    def _answer_mail(self, number, words):
        lead = self.leads[number]
        self.desk.mail(lead, self.filled(words, lead))

    def _prequalified(self, number, note):
        self._move(number, "prequalified", note)

    def _application(self, number, note):
        self._move(number, "application", note)

    def _in_process(self, number, note):
        self._move(number, "in_process", note)

    def _funded(self, number, note):
        self._move(number, "funded", note)
        self.funded[self.leads[number]] = self.clock.now.date()

    def _move(self, number, stage, note):
        lead = self.leads[number]
        self.desk.move(lead, stage, self.filled(note, lead))

    def _lose(self, number, why):
        self.desk.lose(self.leads[number], *why)

    def filled(self, words, lead):
        """Return ``words`` with the lead's names and figures in them."""
        return words.format(
            first=lead.partner_id.name.split()[0],
            lo=lead.user_id.name.split()[0],
            city=lead.property_city,
            value=int(lead.property_value // 1000),
            credit=lead.credit_band,
        )

    # The present

    def _present(self):
        now = self.clock.really_now
        today = Today(self)
        scenes = today.scenes()
        for moment in sorted(scenes):
            self.clock.move_to(moment)
            for happens, *given in scenes[moment]:
                happens(*given)
            self.pass_on()
        self.clock.move_to(now)
        in_process = self.env["crm.lead"].search(
            [("stage_id", "=", self.env.ref("mortgage_sales.stage_in_process").id)]
        )
        open_files(in_process, self.funded, self.calendar.today)
        close_past_loans(self.env, self.population, self.calendar.today)
        self.desk.tidy_up()
        self.pass_on()
        today.leave_to_the_demo()
