"""The outside world on this machine: a mail server, Twilio, and the borrowers.

Messages really leave Odoo over SMTP and HTTP and end here; the borrowers' answers go
back the way a mail gateway and Twilio bring them. ``python -m tests.sandbox`` runs it
for the demo, ``sandbox.Sandbox`` runs it inside a test.
"""

# Plainly made up, yet of the shape that Odoo insists on.
ACCOUNT_SID = "AC" + "5a4db0c5" * 4
AUTH_TOKEN = "sandbox-auth-token-of-no-worth"
# The number that the lender texts from, out of Twilio's own range of test numbers.
NUMBER = "+15005550006"
SMS_WEBHOOK = "/mortgage/sms/inbound"
