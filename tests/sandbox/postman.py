"""Posts signed forms to Odoo, now or a little later, as Twilio does."""

import heapq
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import requests

from .signature import sign

_logger = logging.getLogger(__name__)


class Postman:
    def __init__(self, token, workers=4):
        self.token = token
        self.failures = []
        self._due = []
        self._order = count()
        self._wake = threading.Condition()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="postman")
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._stopped = False

    def start(self):
        self._thread.start()

    def stop(self):
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def call_later(self, delay, function, *args):
        with self._wake:
            due = (time.monotonic() + delay, next(self._order), function, args)
            heapq.heappush(self._due, due)
            self._wake.notify()

    def _run(self):
        with self._wake:
            while not self._stopped:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    _at, _order, function, args = heapq.heappop(self._due)
                    self._pool.submit(self._guarded, function, args)
                else:
                    self._wake.wait(wait)

    def _guarded(self, function, args):
        try:
            function(*args)
        except requests.RequestException as error:
            # Twilio too gives up on a receiver that is away.
            _logger.info("Not delivered: %s", error)
            self.failures.append(str(error))

    def post(self, url, params, signature=None):
        """Post a signed form and return the response."""
        return requests.post(
            url,
            data=params,
            headers={
                "X-Twilio-Signature": signature or sign(self.token, url, params),
                "User-Agent": "TwilioProxy/1.1",
            },
            timeout=15,
        )
