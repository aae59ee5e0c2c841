"""Who of a batch is one person: those who share an email or a phone."""


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
