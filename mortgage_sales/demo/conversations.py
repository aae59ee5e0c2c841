"""What borrowers and loan officers write and say, in plain words.

A talk is a list of turns, borrower first. Nobody quotes a rate: that takes a call.
"""

PURCHASE = (
    (
        "Hi {lo}, thanks for the quick answer. I am at work until 5, can we talk then?",
        "Of course, {first}. I will call you at 5:15. Have your last pay stub near you"
        " if you can, that is all we need for a start.",
        "Perfect, talk then",
    ),
    (
        "How much do we need to put down? We have about 25k saved",
        "25k goes further than many think, {first}. Depending on the loan that is 3.5"
        " to 5 percent down with something left for closing costs. Ten minutes on the"
        " phone and I can show you both ways. Today or tomorrow morning?",
        "Tomorrow morning, 9ish?",
        "9 it is. I will call this number.",
    ),
    (
        "We want to make an offer this weekend. Is that possible without a letter?",
        "Sellers will ask for one, {first}. If you send me pay stubs and bank"
        " statements today, I can have a pre-approval letter for you by Friday noon.",
        "Sending them tonight. Thank you!!",
    ),
    (
        "Does checking with you hurt my credit?",
        "A pre-qualification from what you tell me does not touch it, {first}. A full"
        " pre-approval pulls credit once, usually a few points for a few months.",
        "ok good to know. Lets start with the first one",
        "Great. Three questions then: income before taxes, monthly debts, and how much"
        " you would like to put down. Or I call you, whatever is easier.",
    ),
    (
        "My wife started a new job two months ago, is that a problem?",
        "Not by itself, {first}. If it is the same line of work, the offer letter and"
        " her first pay stub are usually enough.",
        "Same field, nurse to nurse. I will find the letter",
    ),
    (
        "Agent says we should use her lender. Why you?",
        "Fair question, {first}. Compare us on the Loan Estimate, line by line. I will"
        " walk you through both, also if you then choose the other one.",
        "I like that. Send me what you need",
        "I just emailed a list with four papers. Photos from your phone are fine.",
    ),
    (
        "Can we close by the end of next month? Movers are booked",
        "Tight but doable if we start this week, {first}. The appraisal is what takes"
        " longest in {city} right now. I will order it the day the contract is signed.",
        "Contract should be signed Thursday",
    ),
    (
        "is the 3% down program still around",
        "It is, {first}, for first-time buyers within the income limit for {city}. I"
        " can check yours in a minute: about what does the household earn a year?",
        "around 96k together",
        "Then it is worth a closer look. I will call you this afternoon.",
    ),
)
OWNERS = (
    (
        "Is it worth it for half a percent?",
        "Depends on how long you stay, {first}. Closing costs against what you save"
        " each month gives a break-even date. I will work yours out and call you.",
        "We plan to stay at least 7 years",
        "Then it may well pay. I will bring the numbers, no sugar on them.",
    ),
    (
        "I only want to lower the payment, not start over with 30 years",
        "You do not have to, {first}. We can match the years you have left. Can you"
        " send me your last mortgage statement? A photo is fine.",
        "Here at home tonight, will send",
    ),
    (
        "What do you need from me?",
        "For a first look just the mortgage statement and your homeowners insurance,"
        " {first}. The rest comes only if the numbers make sense to you.",
        "ok makes sense",
    ),
    (
        "Would my old loan stay as it is?",
        "With a line of credit, yes: it stands behind your first mortgage and that one"
        " is not touched, {first}. Shall I call you with both options side by side?",
        "Yes please, after 6",
        "6:10 then. Talk soon.",
    ),
    (
        "How long does this take from start to money?",
        "Usually 30 to 40 days in {city}, {first}. Three of those are a waiting time"
        " the law gives you after signing.",
        "Alright. We are not in a rush, roof is scheduled for spring",
    ),
)
SPANISH = (
    (
        "Hola {lo}, gracias por escribir. ¿Se puede con ITIN o solo con seguro social?",
        "Hola, {first}. Hay opciones, sí. Le llamo hoy para ver cuál le conviene; no"
        " hace falta que mande ningún número por mensaje.",
        "Muchas gracias, después de las 4 estoy libre",
    ),
    (
        "¿Cuánto necesitamos de enganche para una casa en {city}?",
        "Se puede desde 3 o 3.5 por ciento, {first}, según el préstamo. Con diez"
        " minutos por teléfono le digo con qué puede contar.",
        "Perfecto, mañana en la mañana",
    ),
)
MAILS = (
    (
        "Thank you for the fast reply. We are both on shift until Thursday; could we"
        " talk on Thursday evening? Our questions can wait until then.",
        "Thursday evening works well, {first}. I will call you at 6:30 PM. Until then"
        " there is nothing you need to prepare.\n\nBest regards,\n{lo}",
    ),
    (
        "Hello {lo},\n\nbefore we talk: my income is partly bonus. Do you count it?",
        "Good question, {first}. With two years of history we usually count the"
        " average, and your employer confirms that it goes on. Please have your last"
        " two W-2 forms near you when we talk.\n\nBest regards,\n{lo}",
    ),
    (
        "Hi, I am comparing three lenders and would like it in writing what closing"
        " costs to expect.",
        "You are right to ask, {first}. Once I have the address and the price I can"
        " send you a Loan Estimate, the same three pages every lender must use. That"
        " makes comparing easy. When is a good time to go through it?"
        "\n\nBest regards,\n{lo}",
    ),
)
# What the loan officer notes after a conversation.
TALKED = {
    "purchase": (
        "Renting in {city}, lease ends in spring. Two W-2 incomes. Wants the payment"
        " under what rent is today. Sending the document list.",
        "Very prepared. Budget ${value}k, has an agent. Wants a letter this week.",
        "First home, nervous about closing costs. Explained the Loan Estimate. Wants to"
        " talk to spouse and hear from me again.",
        "Self-employed two years, returns are filed. Will upload both years.",
        "Already lost two offers in {city}. Wants a full pre-approval to stand out.",
        "Relocating, house hunting trip in two weeks. Needs a number before that.",
    ),
    "owner": (
        "Payment is the point, not the term. Sent break-even explanation. Statement is"
        " coming tonight.",
        "Happy with current lender but they do not call back. Owns since 2018, no late"
        " payments.",
        "Compared with a line of credit; prefers one loan, one payment.",
        "House is worth about ${value}k by the neighbor's sale. Wants it simple.",
    ),
}
NO_ANSWER = (
    "Rang out, no voicemail set up.",
    "",
    "Hung up after two rings, probably at work.",
    "",
)
VOICEMAIL = (
    "Left my name and number and that I will try again tomorrow.",
    "Short voicemail, said the text is from me.",
    "",
)
PREQUALIFIED = (
    "Prequalified up to ${value}k: income and assets as told, credit {credit}. Letter"
    " sent.",
    "Pay stubs and bank statements are in. Prequalified, letter for {city} is out.",
    "Debt ratio is fine with the car paid off. Prequalified.",
)
APPLICATION = (
    "Application complete, Loan Estimate goes out today.",
    "Under contract in {city}. Full application taken by phone, disclosures follow.",
    "Application started online and finished together on the phone.",
)
IN_PROCESS = (
    "File handed to processing. Appraisal ordered, title opened.",
    "Intent to proceed received. Processing takes over; I stay the contact.",
)
# Reason, and what the loan officer notes with it.
LOST = (
    ("Went with another lender", "Own bank matched, stays there. No hard feelings."),
    ("Not buying now", "Puts it off until next year, wants to save more first."),
    ("Could not be reached", "Seven tries on three channels, nothing. Closing it."),
    (
        "Credit not ready yet",
        "Gave the three steps that help most.",
    ),
    ("Not buying now", "Offer fell through and the lease was renewed."),
    ("Could not be reached", "Number rings, nobody picks up since the first day."),
    ("Went with another lender", "Builder's lender paid the closing costs."),
    ("Payment too high", "Wants to wait for lower rates. Asked to hear from us then."),
)
STOPS = (
    "STOP",
    "Stop",
    "stop texting me please",
    "STOP",
    "Remove me from your list",
    "UNSUBSCRIBE",
    "Stop",
    "no more texts please, stop",
)
UNSUBSCRIBES = (
    "Please unsubscribe me.",
    "Take me off your mailing list, we bought with another lender.",
)
DO_NOT_CALL = (
    "Asked not to be called again, was friendly about it.",
    "Does not want calls. Removed from everything.",
)


def talk(number, purpose, spanish=False):
    """Return the turns of the conversation by text of the lead with this number."""
    talks = SPANISH if spanish else PURCHASE if purpose == "purchase" else OWNERS
    return talks[number // 3 % len(talks)]


def talked(number, purpose):
    """Return what the loan officer notes after the first conversation."""
    notes = TALKED["purchase" if purpose == "purchase" else "owner"]
    return notes[number // 2 % len(notes)]
