"""A worker that is killed between sending a message and writing so down."""

from __future__ import annotations

import subprocess
import sys

import pytest

from giliran.core import clock
from giliran.notifications import letters, policy, selectors, services
from tests.notifications.conftest import MailServer
from tests.processes import environment, wait_until

DELIVER = """
import django
django.setup()
from giliran.core import clock
from giliran.notifications import services
services.deliver_due(clock.now())
"""


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_killed_worker_is_sent_again_and_recognised(mail_server: MailServer) -> None:
    mail_server.silent = True
    data = {"subject": "Perihal", "body": "Isi"}
    services.enqueue(event="plain", address="a@b.id", language="id", data=data, key="k", now=clock.now())
    variables = environment(EMAIL_HOST="127.0.0.1", EMAIL_PORT=mail_server.port)
    worker = subprocess.Popen([sys.executable, "-c", DELIVER], env=variables)
    wait_until(lambda: mail_server.mails)

    worker.kill()
    worker.wait()

    assert selectors.state_of("k") == "sending"
    mail_server.silent = False
    assert services.deliver_due(clock.now()) == 0
    assert services.deliver_due(clock.now() + policy.LEASE) == 1
    assert selectors.state_of("k") == "sent"
    assert [mail["Message-ID"] for mail in mail_server.mails] == [letters.name_of("k")] * 2
