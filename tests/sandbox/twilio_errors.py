"""The errors that Twilio's Messages API answers with: code to HTTP status and text."""

ERRORS = {
    20003: (401, "Authenticate"),
    20404: (404, "The requested resource was not found"),
    20429: (429, "Too Many Requests"),
    21211: (400, "The 'To' number {to} is not a valid phone number."),
    21266: (400, "'To' and 'From' number cannot be the same: {to}"),
    21408: (
        400,
        "Permission to send an SMS has not been enabled for the region indicated "
        "by the 'To' number: {to}.",
    ),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The From phone number {sender} is not a valid, SMS-capable inbound phone "
        "number for your account.",
    ),
    21608: (
        400,
        "The number {to} is unverified. Trial accounts cannot send messages to "
        "unverified numbers.",
    ),
    21609: (400, "The StatusCallback URL {callback} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21612: (
        400,
        "The 'To' phone number: {to}, is not currently reachable using the 'From' "
        "phone number: {sender}.",
    ),
    21614: (400, "To number: {to}, is not a mobile number"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit."),
    21635: (400, "'To' number {to} cannot be a Landline"),
}

# What these numbers do for Twilio's own test credentials they do here.
TEST_NUMBERS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}


class TwilioError(Exception):
    def __init__(self, code, **names):
        self.status, text = ERRORS.get(code, (400, "Error {code}"))
        self.code = code
        self.text = text.format(
            **{"to": "", "sender": "", "callback": "", "code": code, **names}
        )
        super().__init__(self.text)

    def as_json(self):
        return {
            "code": self.code,
            "message": self.text,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
