"""What kinds of records we keep; addons to the right add theirs."""

RECORD_CLASSES = [
    ("message_marketing", "Marketing message"),
    ("message_transactional", "Transactional message"),
    ("message_servicing", "Servicing message"),
    ("message_reply", "Answer to a borrower"),
    ("inbound_message", "Message from a borrower"),
    ("consent_evidence", "Consent"),
    ("call_record", "Call"),
    ("suppression", "Do-not-contact request"),
    ("template", "Template or ad"),
    ("complaint", "Complaint"),
    ("export", "Export of records"),
    ("journal", "Message from outside Odoo"),
    ("privacy_request", "Privacy request"),
    ("other", "Other evidence"),
]
