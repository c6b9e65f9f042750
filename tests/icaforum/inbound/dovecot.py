"""Debian's dovecot as the mail server of the mailbox, with its data in a folder of the test."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PROGRAM = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
USER, PASSWORD = "forum@city.example", "open sesame / %"

# What both generations of its configuration say alike.
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""

# Debian 12.
_OF_2_3 = """
disable_plaintext_auth = no
auth_failure_delay = 0 secs
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/home
}}
"""
# Debian 13; its version has to stand first in the file.
_OF_2_4 = """
auth_allow_cleartext = yes
auth_failure_delay = 0s
mail_driver = maildir
mail_path = {folder}/mail
passdb passwd-file {{
  passwd_file_path = {folder}/users
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}/home
  }}
}}
"""


def _configuration():
    """The template of the file that the installed version reads."""
    version = subprocess.check_output([PROGRAM, "--version"], text=True).split()[0].partition("-")[0]
    if version.startswith("2.3."):
        return _CONFIG + _OF_2_3
    heading = f"dovecot_config_version = {version}\ndovecot_storage_version = {version}\n"
    return heading + _CONFIG + _OF_2_4


class Dovecot:
    """A running server, and what a mail server delivers into its mailbox."""

    def __init__(self):
        # Not among those of pytest, which are closed to other accounts.
        self.folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start(self):
        """Start it, and wait until it answers."""
        # Its mail processes never run as root.
        account = pwd.getpwnam("mail") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        group = grp.getgrgid(account.pw_gid).gr_name
        for name in ("run", "state", "mail", "home"):
            (self.folder / name).mkdir()
        (self.folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        if os.getuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, account.pw_uid, account.pw_gid)
        text = _configuration().format(folder=self.folder, user=account.pw_name, group=group, port=self.port)
        (self.folder / "dovecot.conf").write_text(text)
        self.process = subprocess.Popen(
            [PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "errors").open("w"),
        )
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError, imaplib.IMAP4.error), self.client():
                return
            time.sleep(0.1)
        said = "".join(it.read_text() for it in self.folder.glob("[el][ro]*") if it.is_file())
        self.stop()
        raise RuntimeError(said)

    def stop(self):
        """End it."""
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)

    def client(self):
        """Return a signed in client of its own."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(USER, PASSWORD)
        return client

    def deliver(self, *raws):
        """Put mails into the inbox."""
        with self.client() as client:
            for raw in raws:
                assert client.append("INBOX", None, None, raw)[0] == "OK"

    def left(self):
        """How many mails lie in the inbox."""
        with self.client() as client:
            return int(client.select("INBOX", readonly=True)[1][0])
