"""A real authority for time stamps, made for a test with openssl."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from tests.support import missing

AUTHORITY = """
[req]
distinguished_name = name
[name]
[stamper]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
"""


def openssl(folder: Path, *command: str) -> str:
    """What openssl says; an error if it refuses."""
    whole = ("openssl", *command)
    told = subprocess.run(whole, cwd=folder, capture_output=True, text=True, check=True)
    return told.stdout + told.stderr


class Authority:
    """Somebody who says when something was there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "authority.cnf").write_text(AUTHORITY)
        (folder / "serial").write_text("01\n")
        new_key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        made = ("-keyout", "tsa.key", "-out", "tsa.pem", "-days", "2", "-subj", "/CN=Test")
        usage = ("-config", "authority.cnf", "-extensions", "stamper")
        openssl(folder, "req", "-x509", *new_key, *made, *usage)

    @property
    def certificate(self) -> Path:
        """What an operator has of it."""
        return self.folder / "tsa.pem"

    def stamp(self, digest: bytes) -> bytes:
        """A time stamp of a digest."""
        asked = ("-query", "-digest", digest.hex(), "-sha256", "-cert", "-out", "asked.tsq")
        openssl(self.folder, "ts", *asked)
        return self._answered()

    def answer(self, question: bytes) -> bytes:
        """What it says to a question, as it came."""
        (self.folder / "asked.tsq").write_bytes(question)
        return self._answered()

    def _answered(self) -> bytes:
        answer = ("-queryfile", "asked.tsq", "-out", "given.tsr")
        openssl(self.folder, "ts", "-reply", "-config", "authority.cnf", *answer)
        return (self.folder / "given.tsr").read_bytes()

    def confirms(self, stamp: bytes, digest: str) -> bool:
        """Whether openssl says, as a police officer would ask it, that a stamp is of a digest."""
        (self.folder / "0003.tsr").write_bytes(stamp)
        command = ("-verify", "-digest", digest, "-in", "0003.tsr", "-CAfile", "tsa.pem")
        try:
            return "Verification: OK" in openssl(self.folder, "ts", *command)
        except subprocess.CalledProcessError:
            return False


def authority_in(folder: Path) -> Authority:
    """One of its own; a test that needs it is skipped, loudly, where there is no openssl."""
    if shutil.which("openssl") is None:
        missing("openssl is not installed: real time stamps are not tried")
    return Authority(folder)


@contextmanager
def served(authority: Authority) -> Iterator[str]:
    """The authority as a server on this machine; gives its address."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["content-length"]))
            answer = authority.answer(asked)
            self.send_response(200)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Desk) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
        finally:
            server.shutdown()
            thread.join()
