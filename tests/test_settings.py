"""Settings: every default, every variable, and the error for an invalid value, which aborts the start."""

from ipaddress import ip_network

import pytest

from service.settings import BadSetting, Settings, unknown_variables


def read(**values):
    return Settings.from_environment({f"HUBBUB_{name}": value for name, value in values.items()})


def test_an_unset_or_empty_variable_gives_the_documented_default():
    assert read() == read(LOG="", RATE="  ", MAX_TEXT="", EDIT_HOURS="", ORIGINS="") == Settings()


@pytest.mark.parametrize(("name", "value", "expected"), [
    ("LOG", "sqlite:/tmp/chat.db", "sqlite:/tmp/chat.db"), ("TITLE", "Team <3", "Team <3"), ("RATE", " 0.5 ", 0.5),
    ("BURST", "3", 3), ("MAX_TEXT", "280", 280), ("MAX_CONNECTIONS", "0", 0), ("MAX_CONNECTIONS_PER_IP", "2", 2),
    ("ORIGINS", "HTTPS://Chat.Example.org, http://[::1]:3000", {"https://chat.example.org:443", "http://[::1]:3000"}),
    ("TRUSTED_PROXIES", "10.0.0.0/8, ::1", (ip_network("10.0.0.0/8"), ip_network("::1"))),
    ("RETENTION_DAYS", "30", 30), ("EDIT_HOURS", "0", 0), ("EDIT_HOURS", "1.5", 1.5), ("EDIT_HOURS", "Unlimited", None),
    ("PASSPHRASE", "open sesame", "open sesame"),
])  # fmt: skip
def test_each_variable_is_read(name, value, expected):
    assert getattr(read(**{name: value}), name.lower()) == expected


@pytest.mark.parametrize(("name", "values", "meaning"), [
    ("LOG", ["hubbub.db", "sqlite:", "postgres://db", "redis://localhost"], "sqlite:PATH"),
    ("RATE", ["fast", "-1", "nan", "inf", "1" * 5_000], "a number of at least 0"),
    ("BURST", ["0", "1.5", "-3"], "a whole number of at least 1"),
    ("MAX_TEXT", ["0", "1" * 5_000, "٣"], "a whole number of at least 1"),
    ("MAX_CONNECTIONS", ["many"], "a whole number of at least 0"),
    ("MAX_CONNECTIONS_PER_IP", ["-1"], "a whole number of at least 0"),
    ("ORIGINS", ["null", "chat.example.org", "https://chat.example.org/path", "https://a.example, *", "ftp://a.example",
        "https://a.example:http", "https://[::1", "https://bücher.example", "https://a@b.example"], "separated by commas"),
    ("TRUSTED_PROXIES", ["proxy.local", "10.0.0.0/33"], "addresses or networks"),
    ("RETENTION_DAYS", ["-1", "a week"], "a number of at least 0"),
    ("EDIT_HOURS", ["-1", "never", "inf", "24h"], "a number of at least 0 and below 1,000,000,000, or unlimited"),
    ("PASSPHRASE", ["sesame!", "x" * 1_025], "8 to 1,024 characters"),
])  # fmt: skip
def test_an_invalid_value_is_refused_with_its_variable_and_the_valid_values(name, values, meaning):
    for value in values:
        with pytest.raises(
            BadSetting, match=f"^HUBBUB_{name}=.* is an invalid value: it must be .*{meaning}"
        ) as refused:
            read(**{name: value})
        assert "\n" not in str(refused.value)


def test_a_variable_with_our_prefix_that_nothing_reads_is_reported():
    environment = dict.fromkeys(("HUBBUB_RATES", "HUBBUB_LOG", "HUBBUB_PORT", "HUBBUB_CHROMIUM", "PATH"), "80")
    assert unknown_variables(environment) == ["HUBBUB_RATES"]


def test_the_passphrase_is_never_shown():
    assert "sesame" not in repr(read(PASSPHRASE="open sesame"))
    with pytest.raises(BadSetting) as refused:
        read(PASSPHRASE="sesame!")
    assert "sesame" not in str(refused.value)
