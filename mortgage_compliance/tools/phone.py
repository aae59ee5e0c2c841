"""Phone numbers in one canonical form."""

import re

import phonenumbers

# North American numbers: neither the area code nor the exchange starts with 0 or 1, and
# neither is a service code such as 911. Assignment is not asked: 555-01xx must pass.
_NANP = re.compile(r"[2-9](?!11)\d{2}[2-9](?!11)\d{6}")


def e164(raw, region="US"):
    """Return ``raw`` as ``+17135550101``, or ``""`` if it cannot be a phone number."""
    try:
        number = phonenumbers.parse(str(raw or ""), region)
    except phonenumbers.NumberParseException:
        return ""
    reason = phonenumbers.is_possible_number_with_reason(number)
    # A number without its area code is "possible locally": nobody could dial it.
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    if number.country_code == 1 and not _NANP.fullmatch(str(number.national_number)):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def area_code(number):
    """Return the area code of a North American E.164 ``number``, else ``""``."""
    return number[2:5] if re.fullmatch(r"\+1\d{10}", number or "") else ""


def national(number):
    """Return E.164 ``number`` as people there write it: ``(713) 555-0101``."""
    try:
        parsed = phonenumbers.parse(number or "", "US")
    except phonenumbers.NumberParseException:
        return number or ""
    style = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(parsed, style)
