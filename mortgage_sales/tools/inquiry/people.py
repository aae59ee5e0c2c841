"""Who of a batch is one person: those who share an email, or a phone and a name.

Households share phones. Who has the phone of somebody known, but a first name and an
email of his or her own, is somebody else: what is meant for one must not be mailed to
the other.
"""


def group(holdings):
    """Return for each set of ``holdings`` the number of its person.

    Sets that share a member, directly or through others, are one person. Numbers are
    positions of the first set of each.

    >>> group([{"a"}, {"b"}, {"a", "c"}, {"c"}])
    [0, 1, 0, 0]
    """
    leaders = list(range(len(holdings)))

    def leader(number):
        while leaders[number] != number:
            leaders[number] = leaders[leaders[number]]
            number = leaders[number]
        return number

    first_holder = {}
    for number, members in enumerate(holdings):
        for member in members:
            one, other = leader(first_holder.setdefault(member, number)), leader(number)
            leaders[max(one, other)] = min(one, other)
    return [leader(number) for number in range(len(holdings))]


def are_two(one, other):
    """Tell whether two ``(name, emails)`` with the same phone are two people.

    >>> are_two(("Dana Ruiz", {"d@x.com"}), ("Lee Ruiz", {"lee@x.com"}))
    True
    >>> are_two(("Dana Ruiz", {"d@x.com"}), ("dana r.", {"dana@work.com"}))
    False
    >>> are_two(("Dana Ruiz", {"d@x.com"}), ("Lee Ruiz", set()))
    False
    """
    (name, emails), (other_name, other_emails) = one, other
    if not (emails and other_emails and name and other_name):
        return False
    return emails.isdisjoint(other_emails) and _first(name) != _first(other_name)


def own_phones(claims):
    """Return for each ``(name, emails, phones)`` the phones in the form in which only
    the same person holds them: as they are, or with the first name of somebody who is
    not the first to give that phone."""
    holders, keys = {}, []
    for name, emails, phones in claims:
        mine = set()
        for phone in phones:
            holder = holders.setdefault(phone, (name, emails))
            two = are_two((name, emails), holder)
            mine.add((phone, _first(name)) if two else phone)
        keys.append(mine)
    return keys


def _first(name):
    return name.split()[0].casefold() if name and name.split() else ""
