"""Texts and frames with anything in them (FAULTS D3): each text is stored as it was meant, each invalid frame is refused."""

import json

from hypothesis import given
from hypothesis import strategies as st

from service.protocol import DRAFT_ID
from service.text.messages import BadText, clean_text
from tests.support.frames import frame, json_frame

LIMIT = 4_000
BAD_FRAMES = 10

TEXTS = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)><svg/onload=alert(1)>",
    "markup that changes when it is parsed twice": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "a link that runs": "javascript:alert(1) data:text/html,<script>alert(1)</script>",
    "SQL": "'; DROP TABLE message; -- \" ` \\ % _ ?",
    "Redis": '*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\nb\r\nEVAL "redis.call()" {tag}',
    "header lines": "a\r\nSet-Cookie: hubbub_name=Eve\r\n\r\n<html>",
    "shell and templates": "$(reboot) `reboot` ; | & {{title}} ${title} %s %n {0}",
    "control characters": "a\x00b\x01c\x1b[31md\x7fe\x85f",
    "noncharacters": "\ufffe \uffff \U0010ffff \ufdd0",
    "bidirectional controls": "\u202eevil\u202c \u2066x\u2069 \u200f\u200e",
    "many combining marks": "Z" + "\u0335\u0321\u0322\u0327" * 500,
    "many lines": "x" + "\n" * 3_900 + "y",
    "emoji of several characters": "👨‍👩‍👧‍👦" * 500,
    "the longest in bytes": "🦦" * LIMIT,
    "one character too long": "x" * (LIMIT + 1),
    "too long only before normalisation": "e\u0301" * LIMIT,
    "three bytes a character": "\u20ac" * LIMIT,
    "longer after normalisation": "\ufb2c" * LIMIT,
    "empty": "",
    "nothing visible": " \t\u200b\u2060\u3164\ufeff ",
    "names of object properties": "__proto__ constructor toString",
    "a frame within a text": '{"type":"message","seq":1,"draft":"x"}\x81\x05hello',
}


def as_stored(text):
    """Returns the text that everybody receives; None if it is refused."""
    try:
        return clean_text(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), LIMIT)
    except BadText:
        return None


def say(case, tab, draft, text):
    """Sends a draft and returns its answer. Drops the messages of the control pair."""
    case.ledger.invoke(draft, as_stored(text))
    tab.write(json_frame(type="say", draft=draft, text=text))
    return answer_to(tab, draft)


def answer_to(tab, draft):
    while (answer := tab.receive("message", "refused")).get("draft") != draft:
        pass
    return answer


def test_everybody_receives_any_text_as_it_was_meant(case, fuzz):
    tab, others = case.tab(), case.join(3)

    def holds(text):
        assert say(case, tab, f"text-{len(case.ledger.said)}", text).get("text") == as_stored(text)
        case.count("invalid inputs sent")

    for text in TEXTS.values():
        holds(text)
    fuzz(40, 3_000)(given(st.text(st.characters(), max_size=60))(holds))()
    head = case.head()
    case.crowd.until(lambda: all(person.last >= head for person in others), "all is received")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
DRAFTS = st.text(max_size=70) | st.sampled_from(["a", "x" * 64, "x" * 65, "a b", "a\n", "-_9", "\ud83d", "__proto__"])
BROKEN_JSON = (
    *("", "{", "}", "[]", "nul", "NaN", "-Infinity", '{"a":1,}', "\ufeff{}", "'", "\x00", "1e999999999"),
    *("[" * 60_000, '{"a":' * 10_000, '"' + "x" * 60_000, "1" * 60_000),
    *('{"type":"say"} {"type":"say"}', '{"type":"typing"', '{"type":"say","draft":"a","text":"\\ud800'),
    '{"type":"say","draft":"a","text":"\\u12"}',
)
INVALID = (
    st.sampled_from(BROKEN_JSON).map(lambda spelled: (spelled, None))
    | (ANY_JSON | st.fixed_dictionaries({"type": ANY_JSON})).map(lambda value: (json.dumps(value), None))
    | st.builds(
        lambda draft, text: (
            json.dumps({"type": "say", "draft": draft, "text": text}),
            draft if DRAFT_ID.fullmatch(draft) else None,
        ),
        DRAFTS,
        ANY_JSON.filter(lambda value: not isinstance(value, str)),
    )
)
"""Texts that are no valid frames, and the draft that the refusal has to name."""


def test_invalid_frames_are_refused_and_the_eleventh_closes_the_connection(case, fuzz):
    @fuzz(10, 600)
    @given(st.lists(INVALID, min_size=BAD_FRAMES + 1, max_size=BAD_FRAMES + 1))
    def holds(frames):
        tab = case.tab()
        for spelled, draft in frames[:BAD_FRAMES]:
            tab.write(frame(spelled.encode()))
            refused = tab.receive("refused")
            assert (refused["code"], refused["reason"][-1], refused.get("draft")) == ("bad_frame", ".", draft)
        tab.write(frame(frames[-1][0].encode()))
        assert tab.close_code() == 4500
        tab.reset()
        case.count("invalid inputs sent", len(frames))

    holds()
