from odoo import fields


class Candidates(fields.Json):
    """Everybody a rule looked at, with the reason why or why not.

    Read as a list of ``{user_id, name, eligible, reason, on}``, those who may own first
    and in turn; ``on`` is whether the person was taking leads at that moment. Stored as
    ids grouped by reason, ``{"in": [id], "out": [[reason, [id]]], "on": [id]}``: a
    thousand leads over fifty people are a tenth of the bytes.
    """

    def convert_to_record(self, value, record):
        return expanded(record.env, value) if value else []


def expanded(env, stored):
    """Return the list that ``stored`` stands for."""
    line, out, on = stored["in"], stored["out"], set(stored["on"])
    people = [*line, *(user_id for _reason, ids in out for user_id in ids)]
    names = {
        user.id: user.name for user in env["res.users"].sudo().browse(people).exists()
    }
    reasons = _turns(env, line, len(people)) | {
        user_id: reason for reason, ids in out for user_id in ids
    }
    may_own = set(line)
    return [
        {
            "user_id": user_id,
            "name": names.get(user_id, f"#{user_id}"),
            "eligible": user_id in may_own,
            "reason": reasons[user_id],
            "on": user_id in on,
        }
        for user_id in people
    ]


def next_in_turn(env, size, total):
    """Say why the first in turn gets the lead."""
    return env._(
        "next in turn (%(size)s of %(total)s eligible)", size=size, total=total
    )


def _turns(env, line, total):
    turns = {
        user_id: env._("place %(place)s in turn", place=place)
        for place, user_id in enumerate(line, start=1)
    }
    if line:
        turns[line[0]] = next_in_turn(env, len(line), total)
    return turns
