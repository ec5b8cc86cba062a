"""The wire protocol: each frame in both directions to the byte, and every malformed frame is refused."""

import json

import msgspec
import pytest

from service.protocol import (
    Beat,
    CurrentMessage,
    DeleteMessage,
    Deletion,
    Edit,
    EditMessage,
    Heads,
    Limits,
    Message,
    People,
    Person,
    React,
    Reaction,
    Reactions,
    Refusal,
    Rename,
    Say,
    SetTopic,
    StartTyping,
    Topic,
    Typing,
    Watch,
    Welcome,
    encode,
    parse,
    rfc3339,
)

ANA = Person("0123456789abcdef", "Ana")
BO = Person("fedcba9876543210", "Bo")


@pytest.mark.parametrize(
    ("frame", "spelled"),
    [
        (
            Message(7, "d-1", ANA, "2026-01-02T03:04:05.678Z", 'Hi "all" 👋\n'),
            '{"type":"message","seq":7,"draft":"d-1","from":{"id":"0123456789abcdef","name":"Ana"},'
            '"at":"2026-01-02T03:04:05.678Z","text":"Hi \\"all\\" 👋\\n"}',
        ),
        (
            Message(7, "d-1", ANA, "t", "", 3, deleted=True),
            '{"type":"message","seq":7,"draft":"d-1","from":{"id":"0123456789abcdef","name":"Ana"},"at":"t","text":"",'
            '"reply":3,"deleted":true}',
        ),
        (
            Edit(8, "d-2", ANA, "t", 7, ""),
            '{"type":"edit","seq":8,"draft":"d-2","from":{"id":"0123456789abcdef","name":"Ana"},"at":"t","message":7,"text":""}',
        ),
        (
            Deletion(9, "d-3", ANA, "t", 7),
            '{"type":"deletion","seq":9,"draft":"d-3","from":{"id":"0123456789abcdef","name":"Ana"},"at":"t","message":7}',
        ),
        (
            Reaction(10, "d-4", BO, "t", 7, "👍", False, 0),
            '{"type":"reaction","seq":10,"draft":"d-4","from":{"id":"fedcba9876543210","name":"Bo"},"at":"t","message":7,'
            '"emoji":"👍","on":false,"count":0}',
        ),
        (
            Topic(11, "d-5", ANA, "t", ""),
            '{"type":"topic","seq":11,"draft":"d-5","from":{"id":"0123456789abcdef","name":"Ana"},"at":"t","text":""}',
        ),
        (
            CurrentMessage(7, "d-1", ANA, "t", "Hi", edited="u", reactions=[Reactions("👍", 1, [BO.id])]),
            '{"seq":7,"draft":"d-1","from":{"id":"0123456789abcdef","name":"Ana"},"at":"t","text":"Hi","edited":"u",'
            '"reactions":[{"emoji":"👍","count":1,"from":["fedcba9876543210"]}]}',
        ),
        (
            Welcome("lobby", "Welcome, Ana!", ANA, "6f1c", 0, 41, [ANA, BO], 2, Limits(4000, 32, 250), "v1"),
            '{"type":"welcome","room":"lobby","greeting":"Welcome, Ana!","you":{"id":"0123456789abcdef","name":"Ana"},'
            '"epoch":"6f1c","after":0,"head":41,"people":[{"id":"0123456789abcdef","name":"Ana"},'
            '{"id":"fedcba9876543210","name":"Bo"}],"count":2,"limits":{"text":4000,"name":32,"topic":250},"version":"v1"}',
        ),
        (
            People([ANA], ["x"], [BO], 2),
            '{"type":"people","joined":[{"id":"0123456789abcdef","name":"Ana"}],"left":["x"],'
            '"renamed":[{"id":"fedcba9876543210","name":"Bo"}],"count":2}',
        ),
        (Typing(BO), '{"type":"typing","from":{"id":"fedcba9876543210","name":"Bo"}}'),
        (Refusal("bad_name", "No.").frame, '{"type":"refused","code":"bad_name","reason":"No."}'),
        (
            Refusal("too_fast", "Wait.", "d-1", 0.2).frame,
            '{"type":"refused","code":"too_fast","reason":"Wait.","draft":"d-1","retry_ms":200}',
        ),
        (Beat(41), '{"type":"beat","head":41}'),
        (Heads({"lobby": 41, "設計": 0}), '{"type":"heads","rooms":{"lobby":41,"設計":0}}'),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_frame_down_has_exactly_this_form(frame, spelled):
    assert encode(frame).decode() == spelled


@pytest.mark.parametrize(
    ("spelled", "frame"),
    [
        ('{"type":"say","draft":"d-1","text":"Hi"}', Say("d-1", "Hi")),
        (' {"text":"","draft":"_","type":"say"}\n', Say("_", "")),
        ('{"type":"say","draft":"d","text":"\\u00e9\\ud83d\\udc4b"}', Say("d", "é👋")),
        ('{"type":"say","draft":"d","text":"x","colour":"red","__proto__":{"a":1}}', Say("d", "x")),
        ('{"type":"say","draft":"' + "a" * 64 + '","text":"x"}', Say("a" * 64, "x")),
        ('{"type":"say","draft":"d","text":"x","reply":9007199254740991}', Say("d", "x", 2**53 - 1)),
        ('{"type":"say","draft":"d","text":"x","reply":null}', Say("d", "x")),
        ('{"type":"edit","draft":"d","message":1,"text":""}', EditMessage("d", 1, "")),
        ('{"type":"delete","draft":"d","message":1}', DeleteMessage("d", 1)),
        ('{"type":"react","draft":"d","message":1,"emoji":"👍","on":false}', React("d", 1, "👍", False)),
        ('{"type":"topic","draft":"d","text":""}', SetTopic("d", "")),
        ('{"type":"name","name":"Ana"}', Rename("Ana")),
        ('{"type":"typing"}', StartTyping()),
        ('{"type":"watch","rooms":["Lobby",""]}', Watch(["Lobby", ""])),
        ('{"type":"typing","at":1e999999}', StartTyping()),
    ],
)
def test_each_frame_up_is_parsed_and_unknown_fields_are_ignored(spelled, frame):
    assert parse(spelled) == frame


MALFORMED = {
    "nothing": "",
    "spaces": "  ",
    "not JSON": "hello",
    "an array": '["say"]',
    "a number": "1",
    "a string": '"say"',
    "null": "null",
    "true": "true",
    "no type": '{"draft":"d","text":"x"}',
    "an unknown type": '{"type":"shout","draft":"d","text":"x"}',
    "an unknown type of 100,000 letters": '{"type":"' + "x" * 100_000 + '"}',
    "a type of ours, down": '{"type":"message","seq":1}',
    "a type that is a number": '{"type":1}',
    "a type that is null": '{"type":null}',
    "type twice, the second unknown": '{"type":"say","type":"shout","draft":"d","text":"x"}',
    "no draft": '{"type":"say","text":"x"}',
    "no text": '{"type":"say","draft":"d"}',
    "text null": '{"type":"say","draft":"d","text":null}',
    "text a number": '{"type":"say","draft":"d","text":7}',
    "text an object": '{"type":"say","draft":"d","text":{}}',
    "reply zero": '{"type":"say","draft":"d","text":"x","reply":0}',
    "reply beyond what JavaScript counts": '{"type":"say","draft":"d","text":"x","reply":9007199254740992}',
    "message negative": '{"type":"edit","draft":"d","message":-1,"text":"x"}',
    "message a fraction": '{"type":"delete","draft":"d","message":1.5}',
    "message a string": '{"type":"delete","draft":"d","message":"1"}',
    "no message": '{"type":"react","draft":"d","emoji":"👍","on":true}',
    "on a number": '{"type":"react","draft":"d","message":1,"emoji":"👍","on":1}',
    "emoji null": '{"type":"react","draft":"d","message":1,"emoji":null,"on":true}',
    "no topic": '{"type":"topic","draft":"d"}',
    "rooms null": '{"type":"watch","rooms":null}',
    "a room that is a number": '{"type":"watch","rooms":["lobby",7]}',
    "draft a number": '{"type":"say","draft":7,"text":"x"}',
    "draft empty": '{"type":"say","draft":"","text":"x"}',
    "draft too long": '{"type":"say","draft":"' + "a" * 65 + '","text":"x"}',
    "draft with a space": '{"type":"say","draft":"a b","text":"x"}',
    "draft with a line feed": '{"type":"say","draft":"a\\n","text":"x"}',
    "draft with markup": '{"type":"say","draft":"<b>","text":"x"}',
    "draft with a letter beyond ASCII": '{"type":"say","draft":"é","text":"x"}',
    "draft with a lone surrogate": '{"type":"say","draft":"\\ud800","text":"x"}',
    "name a number": '{"type":"name","name":1}',
    "no name": '{"type":"name"}',
    "trailing comma": '{"type":"typing",}',
    "two frames": '{"type":"typing"}{"type":"typing"}',
    "byte order mark": '\ufeff{"type":"typing"}',
    "NaN": '{"type":"typing","at":NaN}',
    "Infinity": '{"type":"typing","at":-Infinity}',
    "single quotes": "{'type':'typing'}",
    "comment": '{"type":"typing"} // hi',
    "raw control character": '{"type":"say","draft":"d","text":"a\nb"}',
    "bad escape": '{"type":"say","draft":"d","text":"\\x41"}',
    "cut off": '{"type":"say","draft":"d","te',
    "half an escape": '{"type":"say","draft":"d","text":"\\ud8"}',
    "100,000 arrays": "[" * 100_000,
    "100,000 objects": '{"a":' * 100_000,
    "deep inside a field": '{"type":"say","draft":"d","text":' + "[" * 100_000 + "]" * 100_000 + "}",
    "deep inside what would be ignored": '{"type":"typing","x":' + "[" * 100_000 + "]" * 100_000 + "}",
    "deep beside a lone surrogate": '{"type":"say","text":"\\ud800","draft":' + "[" * 100_000 + "]" * 100_000 + "}",
    "5,000 digits": '{"type":"say","draft":"d","text":' + "9" * 5_000 + "}",
    "5,000 digits beside a lone surrogate": '{"type":"say","x":"\\ud800","draft":"d","text":' + "9" * 5_000 + "}",
}


@pytest.mark.parametrize("spelled", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_frame_is_refused_with_a_reason(spelled):
    with pytest.raises(Refusal) as refused:
        parse(spelled)
    frame = refused.value.frame
    assert frame.code == "bad_frame"
    assert frame.reason
    assert len(frame.reason) < 300
    assert encode(frame)


@pytest.mark.parametrize("more", ['"text":7', '"text":null', '"text":{}', '"nothing":1'])
def test_a_refusal_names_the_draft_if_the_frame_has_a_valid_one(more):
    with pytest.raises(Refusal) as refused:
        parse('{"type":"say","draft":"d-1",' + more + "}")
    assert refused.value.frame.draft == "d-1"


def test_a_refusal_does_not_repeat_an_invalid_draft():
    with pytest.raises(Refusal) as refused:
        parse('{"type":"say","draft":"<b>","text":"x"}')
    assert refused.value.frame.draft is msgspec.UNSET


def test_the_last_of_two_fields_with_one_name_counts():
    assert parse('{"type":"say","draft":"a","draft":"b","text":"x","text":"y"}') == Say("b", "y")


@pytest.mark.parametrize(
    ("spelled", "text"),
    [
        ("\\ud800", "\ufffd"),
        ("\\uDFFF", "\ufffd"),
        ("a\\ud83db", "a\ufffdb"),
        ("\\udc4b\\ud83d", "\ufffd\ufffd"),
        ("\\ud83d\\ud83d\\udc4b", "\ufffd👋"),
        ("\\ud83d\\udc4b\\ud800", "👋\ufffd"),
        ("\\\\ud800", "\\ud800"),
    ],
)
def test_half_an_emoji_is_replaced_and_whole_ones_stay(spelled, text):
    frame = parse('{"type":"say","draft":"d","text":"' + spelled + '"}')
    assert frame == Say("d", text)
    assert json.loads(encode(Message(1, "d", ANA, "", frame.text)))["text"] == text


def test_half_an_emoji_in_a_name_is_replaced():
    assert parse('{"type":"name","name":"An\\ud800"}') == Rename("An\ufffd")


def test_a_refusal_never_says_to_retry_at_once():
    assert Refusal("too_fast", "Wait.", None, 0.0001).frame.retry_ms == 1


@pytest.mark.parametrize(
    ("milliseconds", "spelled"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
        (1_767_323_045_001, "2026-01-02T03:04:05.001Z"),
    ],
)
def test_a_time_is_in_utc_with_milliseconds(milliseconds, spelled):
    assert rfc3339(milliseconds) == spelled
