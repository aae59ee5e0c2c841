"""The keywords that Twilio itself acts upon, on a whole message and in any case."""

STOP = {"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"}
START = {"START", "UNSTOP"}
HELP = {"HELP", "INFO"}

CONFIRMATIONS = {
    "STOP": "You have successfully been unsubscribed. You will not receive any more "
    "messages from this number. Reply START to resubscribe.",
    "START": "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    "HELP": "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword(body):
    """Return STOP, START, HELP or nothing, as for "Stop texting me"."""
    word = body.strip().upper()
    for name, words in (("STOP", STOP), ("START", START), ("HELP", HELP)):
        if word in words:
            return name
    return ""
