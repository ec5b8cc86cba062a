"""Settings: every default, every variable, and a bad one that stops the start by its name."""

from ipaddress import ip_network

import pytest

from service.settings import BadSetting, Settings, unknown


def read(**values):
    return Settings.from_environment({f"HUBBUB_{name}": value for name, value in values.items()})


def test_without_any_variable_every_setting_has_its_documented_default():
    settings = read()
    assert settings == Settings()
    assert (settings.log, settings.title) == ("sqlite:data/hubbub.db", "Hubbub")
    assert (settings.rate, settings.burst, settings.max_text) == (5, 20, 4000)
    assert (settings.max_connections, settings.max_connections_per_ip) == (10_000, 256)
    assert (settings.origins, settings.trusted_proxies) == (frozenset(), ())
    assert (settings.retention_days, settings.passphrase) == (0, "")


def test_an_empty_variable_counts_as_not_set():
    assert read(LOG="", RATE="  ", MAX_TEXT="", ORIGINS="") == Settings()


def test_every_variable_is_read():
    settings = read(
        LOG="sqlite:/tmp/chat.db",
        TITLE="Team <3",
        RATE="0.5",
        BURST="3",
        MAX_TEXT="280",
        MAX_CONNECTIONS="0",
        MAX_CONNECTIONS_PER_IP="2",
        ORIGINS="https://Chat.Example.org, http://localhost:3000",
        TRUSTED_PROXIES="10.0.0.0/8, ::1",
        RETENTION_DAYS="30",
        PASSPHRASE="open sesame",
    )
    assert settings == Settings(
        log="sqlite:/tmp/chat.db",
        title="Team <3",
        rate=0.5,
        burst=3,
        max_text=280,
        max_connections=0,
        max_connections_per_ip=2,
        origins=frozenset({"https://chat.example.org:443", "http://localhost:3000"}),
        trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("::1")),
        retention_days=30,
        passphrase="open sesame",
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LOG", "hubbub.db"),
        ("LOG", "sqlite:"),
        ("LOG", "postgres://db"),
        ("LOG", "redis://localhost"),
        ("RATE", "fast"),
        ("RATE", "-1"),
        ("RATE", "nan"),
        ("RATE", "inf"),
        ("BURST", "0"),
        ("BURST", "1.5"),
        ("BURST", "-3"),
        ("MAX_TEXT", "0"),
        ("MAX_TEXT", "1" * 5000),
        ("MAX_TEXT", "٣"),
        ("MAX_CONNECTIONS", "many"),
        ("MAX_CONNECTIONS_PER_IP", "-1"),
        ("ORIGINS", "chat.example.org"),
        ("ORIGINS", "https://chat.example.org/path"),
        ("ORIGINS", "https://a.example, *"),
        ("ORIGINS", "ftp://a.example"),
        ("ORIGINS", "https://a.example:http"),
        ("TRUSTED_PROXIES", "proxy.local"),
        ("TRUSTED_PROXIES", "10.0.0.0/33"),
        ("RETENTION_DAYS", "-1"),
        ("RETENTION_DAYS", "a week"),
        ("PASSPHRASE", "sesame!"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_the_name_of_its_variable(name, value):
    with pytest.raises(BadSetting, match=f"^HUBBUB_{name}=") as refused:
        read(**{name: value})
    assert "\n" not in str(refused.value)


def test_a_misspelt_variable_is_pointed_out():
    assert unknown({"HUBBUB_RATES": "5", "HUBBUB_LOG": "sqlite:x", "PATH": "/bin"}) == ["HUBBUB_RATES"]


def test_variables_of_the_other_commands_are_no_misspelling():
    assert unknown({"HUBBUB_PORT": "80", "HUBBUB_CHROMIUM": "/usr/bin/chromium"}) == []


def test_settings_never_show_the_passphrase():
    assert "sesame" not in repr(Settings(passphrase="sesame"))
    with pytest.raises(BadSetting) as refused:
        read(PASSPHRASE="sesame!")
    assert "sesame" not in str(refused.value)
    assert "at least 8" in str(refused.value)
