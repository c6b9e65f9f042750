# ruff: noqa: ARG002, N802 -- aiosmtpd calls these by name and position
"""A real SMTP server on loopback that keeps what it takes, and answers as a test wants."""

import asyncio
import email
import socket
from contextlib import suppress
from email import policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Keeper:
    """The server's own side of a talk; `answers` are given one by one, then 250 for ever."""

    def __init__(self):
        self.taken = []
        self.answers = {"MAIL": [], "RCPT": [], "DATA": []}
        self.break_after_data = 0
        self.talks = 0
        self.seconds_before_answer = 0

    def next_answer(self, command):
        return self.answers[command].pop(0) if self.answers[command] else None

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.talks += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self.next_answer("MAIL") or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.next_answer("RCPT")
        if answer and not answer.startswith("250"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if answer := self.next_answer("DATA"):
            return answer
        self.taken.append(
            (envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=policy.default))
        )
        await asyncio.sleep(self.seconds_before_answer)
        if self.break_after_data:
            self.break_after_data -= 1
            server.transport.abort()
        return "250 queued"


class MailServer(Controller):
    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        super().__init__(Keeper(), hostname="127.0.0.1", port=port, ready_timeout=20)

    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=False)

    def stop(self, *args, **options):
        with suppress(AssertionError):  # a test may have stopped it already
            super().stop(*args, **options)

    @property
    def mails(self):
        return [mail for _recipients, mail in self.handler.taken]

    @property
    def message_ids(self):
        return [mail["Message-ID"] for mail in self.mails]
