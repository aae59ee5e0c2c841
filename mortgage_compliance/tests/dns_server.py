"""A name server that knows what a test tells it, on this machine only."""

import socket
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@contextmanager
def name_server(records):
    """Answer TXT questions by ``records``, ``{name: [text]}``; yields "ip:port".

    A name that is not there does not exist. None for ``records``: it never answers.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.1)
        done = threading.Event()
        thread = threading.Thread(target=_serve, args=(listening, records, done))
        thread.start()
        try:
            yield "{}:{}".format(*listening.getsockname())
        finally:
            done.set()
            thread.join()


def _serve(listening, records, done):
    while not done.is_set():
        try:
            asked, sender = listening.recvfrom(4096)
        except TimeoutError:
            continue
        if records is not None:
            listening.sendto(_answer(dns.message.from_wire(asked), records), sender)


def _answer(question, records):
    answer = dns.message.make_response(question)
    answer.flags |= dns.flags.AA | dns.flags.RA
    name = question.question[0].name
    texts = records.get(name.to_text(omit_final_dot=True))
    if texts is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    for text in texts or ():
        quoted = " ".join(f'"{text[i : i + 200]}"' for i in range(0, len(text), 200))
        rrset = dns.rrset.from_text(name, 60, "IN", "TXT", quoted)
        answer.find_rrset(
            answer.answer, name, rrset.rdclass, rrset.rdtype, create=True
        ).update(rrset)
    return answer.to_wire()
