"""The present hour: what waits for everybody when the demo opens."""

from datetime import timedelta

from .conversations import talked
from .inquiries import inquiry
from .people import Person
from .places import GEORGIA, TEXAS

# Minutes ago, state, source. The last ones are left to the running demo to answer.
ARRIVALS = (
    (47, "TX", "website"),
    (41, "FL", "zillow"),
    (36, "CO", "lendingtree"),
    (28, "TX", "zillow"),
    (19, "FL", "website"),
    (13, "TX", "website"),
    (8, "TX", "lendingtree"),
    (6, "FL", "zillow"),
    (4, "CO", "website"),
)
STILL_FRESH = (("FL", "website"),)
# The first of them were called at once, by whoever is at work.
CALLED, CALLED_AFTER = 4, 3
# Who sends clients to Maria.
HER_AGENT = "Hill Country Realty"
WITHOUT_OFFICER = 3
# What was typed into a form and says too little.
INCOMPLETE = (
    {"source": "website", "phone": "(512) 555-0171", "comments": "call me asap"},
    {"source": "openhouse", "first_name": "Teresa", "last_name": "Whitfield"},
    {"source": "zillow", "email": "jr.home.search@example.com"},
)
ELSEWHERE = {
    "source": "zillow",
    "external_id": "zillow-77120",
    "first_name": "Bruce",
    "last_name": "Halloran",
    "email": "bruce.halloran@example.com",
    "loan_purpose": "purchase",
    "property": {"state": "NY", "zip": "14607", "city": "Rochester", "value": 260000},
}
# They move to Texas and sleep longer than Texas does.
FROM_HONOLULU = (("Kai", "Nakamura", "0114"), ("Leilani", "Brooks", "0137"))
HONOLULU = {"city": "Honolulu", "state": "HI", "zip": "96816"}
WAITING_TEXTS = (
    (24, "Sorry I missed you. Can we talk at noon?"),
    (7, "Got the letter, thank you! Sellers want proof by Friday, is that ok?"),
)
WAITING_MAIL = (
    "Hi,\n\nwe looked at the numbers again and could put 15% down instead of 10."
    " Would that change the payment a lot?\n\nThanks"
)
DOUBTFUL = (
    "not interested right now, maybe after the holidays",
    "let me cancel with the other lender first, then we talk",
)

# Who promised to call back, in which stage the lead is, and what was noted.
CALL_BACKS = (
    ("lo", "contacted", "In a meeting, wants to hear about closing costs."),
    ("lo", "prequalified", "Will have the signed contract by then."),
    ("lo", "contacted", "Talks to spouse first, then decides on 15 or 30 years."),
    ("keisha", "contacted", "At the dentist, call later."),
    ("rosa", "prequalified", "Needs the letter in the agent's name, too."),
    ("luis", "contacted", "Drives until then."),
)
CALL_BACK_HOURS = (1.75, 3.5, 5.25, 7, 24, 26, 47, 49, 72, 96, 120)


class Today:
    """Fills the hour before the present minute, on the moved clock."""

    def __init__(self, story):
        self.story = story
        self.env = story.env
        self.now = story.clock.really_now
        self._number = 400
        self._shown = self.env["crm.lead"]

    def scenes(self):
        """Return ``{moment: [what happens then]}``."""
        scenes = {}

        def at(minutes, happens, *given):
            moment = self.now - timedelta(minutes=minutes)
            scenes.setdefault(moment, []).append((happens, *given))

        at(52, self._incomplete)
        at(44, self._unowned)
        at(33, self._honolulu)
        at(16, self._doubtful)
        for number, (minutes, state, source) in enumerate(ARRIVALS):
            at(minutes, self._arrives, state, source, number < CALLED)
        for minutes, words in WAITING_TEXTS:
            at(minutes, self._waits_for_answer, words)
        at(11, self._mails)
        at(31, self._promise_calls)
        return scenes

    def leave_to_the_demo(self):
        """Let the last leads come in at this very minute, unanswered yet."""
        for state, source in STILL_FRESH:
            self._submit([self._inquiry(state, source)])
        hers = self._inquiry(
            "TX", "realtors", referral_partner=HER_AGENT, language="en"
        )
        self._submit([hers])

    def _arrives(self, state, source, is_called):
        [lead] = self._submit([self._inquiry(state, source)])
        if is_called:
            self.story.pass_on()
            self._call_at_once(lead)

    def _call_at_once(self, lead):
        story = self.story
        at_work = lead.user_id.id in lead.user_id._mortgage_is_on()
        allowed = lead._mortgage_contactability()[lead.id]["call"]["verdict"]
        if not at_work or allowed != "allow":
            return
        story.clock.move_to(story.clock.now + timedelta(minutes=CALLED_AFTER))
        number = self._number
        if number % 4:
            note = talked(number, lead.loan_purpose)
            story.desk.log_call(lead, "reached", story.filled(note, lead))
        else:
            story.desk.log_call(lead, "no_answer", "")
        self.env.cr.flush()

    def _inquiry(self, state, source, **more):
        population = self.story.population
        person = population.person(population.place_in(state))
        self._number += 1
        return inquiry(person, self._number, source, self.story.clock.now, **more)

    def _submit(self, inquiries):
        return self.story.submit(inquiries)

    def _incomplete(self):
        self._submit([*INCOMPLETE, ELSEWHERE])

    def _unowned(self):
        population = self.story.population
        asked = []
        for number in range(WITHOUT_OFFICER):
            person = population.person(GEORGIA[number % len(GEORGIA)])
            self._number += 1
            asked.append(inquiry(person, self._number, "website", self.story.clock.now))
        self._submit(asked)

    def _honolulu(self):
        asked = []
        for first, last, number in FROM_HONOLULU:
            person = Person(first, last, TEXAS[10], f"+1808555{number}")
            self._number += 1
            asked.append(
                inquiry(person, self._number, "website", self.story.clock.now)
                | HONOLULU
            )
        self._submit(asked)

    def _doubtful(self):
        for login, words in zip(("frank", "luis"), DOUBTFUL, strict=True):
            for lead in self._lead("attempting", login):
                self.story.desk.borrower_texts(lead, words)

    def _waits_for_answer(self, words):
        """A borrower of Maria's writes; she has not seen it yet."""
        stage = "attempting" if "missed" in words else "prequalified"
        for lead in self._lead(stage):
            self.story.desk.borrower_texts(lead, words)

    def _mails(self):
        for lead in self._lead("contacted"):
            self.story.desk.borrower_mails(lead, WAITING_MAIL)

    def _promise_calls(self):
        for number, (login, stage, note) in enumerate(CALL_BACKS):
            # On the quarter of an hour, as people agree on it.
            start = self.now.replace(minute=self.now.minute // 15 * 15, second=0)
            hours = CALL_BACK_HOURS[number % 3 :]
            moments = [start + timedelta(hours=ahead) for ahead in hours]
            for lead in self._lead(stage, login):
                self.story.desk.call_back(lead, note, moments)
                self.env.cr.flush()

    def _lead(self, stage, login="lo"):
        """Return the newest lead of that kind to which nothing happened yet, if any."""
        lead = self.env["crm.lead"].search(
            [
                ("id", "not in", self._shown.ids),
                # What they write and promise is about buying a home.
                ("loan_purpose", "=", "purchase"),
                ("user_id.login", "=", login),
                ("stage_id", "=", self.env.ref(f"mortgage_sales.stage_{stage}").id),
                ("won_status", "=", "pending"),
            ],
            order="id desc",
            limit=1,
        )
        self._shown |= lead
        return lead
