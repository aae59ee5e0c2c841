"""What arrived at the borrowers and what they answered, in order."""

import json
import threading
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from itertools import count


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


@dataclass
class Message:
    """One mail or text to or from one borrower."""

    channel: str
    sender: str
    to: str
    body: str
    subject: str = ""
    html: str = ""
    headers: dict = field(default_factory=dict)
    raw: str = ""
    from_borrower: bool = False
    status: str = ""
    error_code: int = 0
    sid: str = ""
    at: str = field(default_factory=now)
    id: int = 0

    @property
    def borrower(self):
        return self.sender if self.from_borrower else self.to

    def as_json(self):
        values = asdict(self)
        values.pop("raw")
        values["from"] = values.pop("sender")
        return values


class Store:
    """Messages in memory, and in a file if a demo is to go on where it stopped."""

    def __init__(self, path=None):
        self._lock = threading.RLock()
        self._messages = []
        self._ids = count(1)
        self._path = path
        self.changes = 0
        if path and path.exists():
            self._read(path)

    def _read(self, path):
        by_id = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            # A crash can leave the last line half written.
            try:
                message = Message(**json.loads(line))
            except ValueError:
                continue
            by_id[message.id] = message
        self._messages = list(by_id.values())
        self._ids = count(max(by_id, default=0) + 1)

    def _write(self, message):
        self.changes += 1
        if self._path:
            with self._path.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(asdict(message)) + "\n")

    def add(self, message):
        with self._lock:
            message.id = next(self._ids)
            self._messages.append(message)
            self._write(message)
        return message

    def update(self, message, **values):
        with self._lock:
            for name, value in values.items():
                setattr(message, name, value)
            self._write(message)

    def all(self):
        with self._lock:
            return list(self._messages)

    def received(self, to=None, channel=None):
        """Return what borrowers received, or one of them, oldest first."""
        return [
            message
            for message in self.all()
            if not message.from_borrower
            and (to is None or message.to.lower() == to.lower())
            and (channel is None or message.channel == channel)
        ]

    def last_received(self, to, channel):
        received = self.received(to, channel)
        return received[-1] if received else None

    def clear(self):
        with self._lock:
            self._messages.clear()
            self.changes += 1
            if self._path:
                self._path.unlink(missing_ok=True)
