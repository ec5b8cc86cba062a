"""What people say and send (FAULTS D3): every text is stored as it was meant, whatever is in it, and nonsense is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.protocol import DRAFT_ID
from service.text.messages import BadText, clean_text
from tests.support.frames import frame, json_frame

LIMIT = 4_000
BAD_FRAMES = 10

HURTFUL = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "a mutation of markup": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "a link that runs": "javascript:alert(1) data:text/html,<script>alert(1)</script>",
    "SQL": "'; DROP TABLE message; -- \" ` \\ % _ ?",
    "Redis": '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\nEVAL "redis.call()" {tag}',
    "header lines": "a\r\nSet-Cookie: name=Eve\r\n\r\n<html>",
    "shell and templates": "$(reboot) `reboot` ; | & {{title}} ${title} %s %n {0}",
    "zero and other controls": "a\x00b\x01c\x1b[31md\x7fe\x85f",
    "noncharacters": "\ufffe \uffff \U0010ffff \ufdd0",
    "text turned around": "\u202eevil\u202c \u2066x\u2069 \u200f\u200e",
    "a pile of marks": "Z" + "\u0335\u0321\u0322\u0327" * 500,
    "many lines": "x" + "\n" * 3_900 + "y",
    "families": "👨‍👩‍👧‍👦" * 500,
    "the longest in bytes": "🦦" * LIMIT,
    "one too long": "x" * (LIMIT + 1),
    "too long only before it is composed": "e\u0301" * LIMIT,
    "too long in bytes only": "\u20ac" * LIMIT,
    "longer when composed": "\ufb2c" * LIMIT,
    "nothing": "",
    "nothing to see": " \t\u200b\u2060\u3164\ufeff ",
    "the object of all objects": "__proto__ constructor toString",
    "a frame within a text": '{"type":"message","seq":1,"draft":"x"}\x81\x05hello',
}


def as_stored(text):
    """What the words become; None if they are refused."""
    mended = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    try:
        return clean_text(mended, LIMIT)
    except BadText:
        return None


def test_whatever_is_in_a_text_everybody_gets_the_same_of_it(case):
    tab, others = case.tab(), case.join(3)
    expected = {}
    for number, text in enumerate(HURTFUL.values()):
        stored = as_stored(text)
        if stored is not None:
            expected[case.ledger.invoke(f"hurt-{number}", stored)] = stored
        tab.write(json_frame(type="say", draft=f"hurt-{number}", text=text))
        answer = hear_of(tab, f"hurt-{number}")
        assert answer["type"] == ("refused" if stored is None else "message")
        case.count("bad inputs tried")
    case.crowd.until(lambda: all(person.last >= len(expected) for person in others), "all is heard")
    assert {one["draft"]: one["text"] for one in case.history() if one["draft"] in expected} == expected


def test_any_text_is_stored_as_it_was_meant(case, fuzz):
    tab = case.tab()
    numbers = iter(range(1 << 30))

    @fuzz(150, 3_000)
    @given(st.text(st.characters(), max_size=60))
    def holds(text):
        draft, stored = f"any-{next(numbers)}", as_stored(text)
        case.ledger.invoke(draft, stored)
        tab.write(frame(json.dumps({"type": "say", "draft": draft, "text": text}).encode()))
        answer = hear_of(tab, draft)
        assert answer.get("text") == stored
        case.count("bad inputs tried")

    holds()


def hear_of(tab, draft):
    """The answer to one's own draft; what the control pair says goes by."""
    while (answer := tab.receive("message", "refused")).get("draft") != draft:
        pass
    return answer


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NEARLY_A_FRAME = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["say", "name", "typing", "welcome", "message", "Say", "", "__proto__"]) | ANY_JSON,
        "draft": st.text(max_size=70) | st.sampled_from(["a", "x" * 64, "x" * 65, "a b", "a\n", "-_9"]) | ANY_JSON,
        "text": ANY_JSON,
        "seq": ANY_JSON,
        "from": ANY_JSON,
    },
)
BROKEN_JSON = st.sampled_from(
    [
        *("", "{", "}", "[]", "nul", "NaN", "-Infinity", '{"a":1,}', "\ufeff{}", "'", "\x00", "1e999999999"),
        *("[" * 60_000, '{"a":' * 10_000, '"' + "x" * 60_000, "1" * 60_000),
        *('{"type":"say"} {"type":"say"}', '{"type":"typing"', '{"type":"say","draft":"a","text":"\\ud800'),
        '{"type":"say","draft":"a","text":"\\u12"}',
    ]
)


def is_frame(value):
    """Whether it is a frame that a tab may send; written from docs and design, not from the service."""
    if not isinstance(value, dict):
        return False
    draft, text = value.get("draft"), value.get("text")
    match value.get("type"):
        case "typing":
            return True
        case "say":
            return isinstance(text, str) and isinstance(draft, str) and bool(DRAFT_ID.fullmatch(draft))
        case "name":
            return isinstance(value.get("name"), str)
    return False


def test_whatever_is_no_frame_is_refused_by_its_draft_and_the_eleventh_is_the_last(case, fuzz):
    @fuzz(40, 600)
    @given(st.lists(ANY_JSON | NEARLY_A_FRAME | BROKEN_JSON, min_size=BAD_FRAMES + 1, max_size=BAD_FRAMES + 1))
    def holds(values):
        values = [value for value in values if not is_frame(value)]
        tab = case.tab()
        for number, value in enumerate(values, 1):
            spelled = value if isinstance(value, str) and is_broken(value) else json.dumps(value)
            tab.write(frame(spelled.encode()))
            case.count("bad inputs tried")
            if number <= BAD_FRAMES:
                refused = tab.receive("refused")
                assert (refused["code"], refused["reason"][-1]) == ("bad_frame", ".")
                assert refused.get("draft") == draft_of(value)
        if len(values) > BAD_FRAMES:
            assert tab.close_code() == 4500
        tab.reset()

    holds()


def is_broken(spelled):
    try:
        json.loads(spelled)
    except (ValueError, RecursionError):
        return True
    return False


def draft_of(value):
    draft = value.get("draft") if isinstance(value, dict) else None
    return draft if isinstance(draft, str) and DRAFT_ID.fullmatch(draft) else None


@pytest.mark.parametrize("field", ["draft", "text"])
def test_half_an_emoji_anywhere_harms_nobody(case, field):
    tab = case.tab()
    halves = ["\\ud83d", "\\udca9", "\\ud83d x", "x\\ud83d\\ud83d\\udca9"]
    for number, half in enumerate(halves):
        values = {"draft": f"half-{number}", "text": "x"} | {field: half}
        tab.write(frame(json.dumps({"type": "say"} | values).replace("\\\\", "\\").encode()))
        case.ledger.invoke(f"half-{number}")
        answer = hear_of(tab, f"half-{number}") if field == "text" else tab.receive("refused")
        assert answer["type"] == ("message" if field == "text" else "refused")
        case.count("bad inputs tried")
