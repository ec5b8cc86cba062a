"""The passphrase itself: which answers are right, how fast it can be guessed, and which cookies are valid."""

import time

import pytest
from itsdangerous import TimestampSigner

from service.access.cookies import YEAR_SECONDS
from service.access.denied import Denied
from service.access.passphrase import ATTEMPT_BURST, Passphrase, WrongPassphrase
from service.settings import MAX_PASSPHRASE_CHARACTERS

SECRET = "correct horse battery"


@pytest.fixture(scope="module")
def passphrase():
    """One for all tests, because making one is slow on purpose. Each test has a client address of its own."""
    return Passphrase(SECRET)


@pytest.mark.parametrize(("secret", "typed"), [
    (SECRET, f"  {SECRET} "), ("Zoë's kitchen", "Zoe\u0308's kitchen"), ("Zoe\u0308's kitchen", "Zoë's kitchen"),
    ("пароль 🦦", "пароль 🦦"),
])  # fmt: skip
def test_the_same_words_from_any_keyboard_are_right(secret, typed):
    Passphrase(secret).check(typed, "ana")


@pytest.mark.parametrize("typed", ["", " ", SECRET.upper(), SECRET[:-1], SECRET + "x", SECRET + "\0", "\ud800"])
def test_other_words_are_wrong(passphrase, typed):
    with pytest.raises(WrongPassphrase):
        passphrase.check(typed, f"types {typed!r}")


def test_an_address_that_guesses_is_refused_even_the_right_answer(passphrase):
    for _ in range(ATTEMPT_BURST):
        with pytest.raises(WrongPassphrase):
            passphrase.check("a" * 2 * MAX_PASSPHRASE_CHARACTERS, "eve")
    with pytest.raises(Denied) as denied:
        passphrase.check(SECRET, "eve")
    assert (denied.value.status, denied.value.retry_seconds) == (429, 10)
    for _ in range(5 * ATTEMPT_BURST):
        passphrase.check(SECRET, "ana")


def test_a_cookie_is_valid_for_a_year_also_after_a_restart(passphrase, monkeypatch):
    cookie, now = passphrase.cookie(), int(time.time())
    for age, expected in ((0, True), (YEAR_SECONDS - 5, True), (YEAR_SECONDS + 5, False)):
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _, age=age: now + age)
        assert passphrase.is_valid(cookie) is Passphrase(SECRET).is_valid(cookie) is expected


def test_no_changed_or_foreign_cookie_is_valid(passphrase):
    value, issued, signature = passphrase.cookie().split(".")
    later, foreign = f"B{issued[1:]}", Passphrase(SECRET + "!").cookie()
    for forged in (
        "", ".", "..", issued, signature, f".{issued}", f"{value}.{later}.{signature}", f"x.{issued}.{signature}", foreign,
        f"{value}.{issued}.{signature[:-2]}", f"{value}.{issued}.{'A' * 43}", f"{value}.{issued}.{signature}.",
        f"{value}.{issued}.{signature} ", f"{value}.{issued}\n.{signature}", f"{'9' * 5_000}.{signature}",
        f"1800000000.{signature}", "é" * 55, "\udcff",
    ):  # fmt: skip
        assert not passphrase.is_valid(forged), forged
