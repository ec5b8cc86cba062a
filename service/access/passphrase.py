"""Checks passphrases that people enter, limits the rate of wrong ones, and signs the cookie of a browser that knew it."""

import hashlib
import hmac
import math
import unicodedata
from typing import Final

from itsdangerous import BadSignature, TimestampSigner

from service.access.cookies import YEAR_SECONDS
from service.access.denied import Denied
from service.access.token_bucket import TokenBuckets
from service.settings import MAX_PASSPHRASE_CHARACTERS

ATTEMPT_BURST: Final = 10
ATTEMPTS_PER_SECOND: Final = 0.1
"""Wrong answers from one address: enough for typing errors, and about three million guesses a year."""

_SALT: Final = b"hubbub/passphrase/1"  # the same everywhere: the service stores nothing, so it cannot keep a random one


class WrongPassphrase(Exception):
    """The answer is not the passphrase."""


class Passphrase:
    """Stores nothing: the key that signs cookies is derived from the passphrase, so a new passphrase makes all cookies
    invalid."""

    def __init__(self, secret: str) -> None:
        # Slow on purpose: otherwise the passphrase could be guessed fast from a stolen cookie.
        self._key = hashlib.scrypt(_normal(secret), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
        self._right = self._digest(secret)
        self._signer = TimestampSigner(self._key, salt=b"cookie", key_derivation="hmac", digest_method=hashlib.sha256)
        self._attempts = TokenBuckets(ATTEMPTS_PER_SECOND, ATTEMPT_BURST)

    def check(self, answer: str, address: str) -> None:
        """Raises WrongPassphrase for a wrong answer, and Denied for any answer after too many wrong ones from this address."""
        if wait := self._attempts.take(address):
            seconds = math.ceil(wait)
            reason = f"Too many attempts from your address. Wait {seconds} seconds, then try again."
            raise Denied(429, "too_fast", reason, seconds)
        if not hmac.compare_digest(self._digest(answer[:MAX_PASSPHRASE_CHARACTERS]), self._right):
            raise WrongPassphrase
        self._attempts.give_back(address)  # right answers have no limit, because a class may share one address

    def cookie(self) -> str:
        return self._signer.sign(b"").decode()

    def is_valid(self, cookie: str) -> bool:
        """Whether `cookie()` returned this value for this passphrase within the last year."""
        try:
            self._signer.unsign(cookie.encode("utf-8", "replace"), max_age=YEAR_SECONDS)
        except BadSignature:
            return False
        return True

    def _digest(self, answer: str) -> bytes:
        return hmac.digest(self._key, _normal(answer), "sha256")


def _normal(passphrase: str) -> bytes:
    """Returns one spelling for all keyboards: some send letters and accents apart, some add a space."""
    return unicodedata.normalize("NFC", passphrase.strip()).encode("utf-8", "replace")
