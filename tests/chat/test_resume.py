"""A tab shows the same whether it saw all, resumed after cuts, or read a page of messages and the entries above its head."""

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from service.log import Rejected
from service.protocol import Entry
from tests.support.hub import running_hub
from tests.support.logs import ANA, BO, deletion, draft, edit, fold, reaction, topic

KINDS = st.sampled_from(["say", "say", "edit", "edit", "delete", "react", "react", "topic", "resend", "cut", "page"])
STEP = st.tuples(KINDS, st.sampled_from([ANA, BO]), st.integers(1, 8), st.sampled_from("👍🎉"), st.booleans())
"""One step: its kind, the person, the message, and for a reaction its emoji and whether it is on."""


def draft_of(number, kind, author, message, emoji, on):
    match kind:
        case "say":
            return draft(f"d{number}", author=author, reply=message if on else None)
        case "edit":
            return edit(f"d{number}", message, f"text {number}", author=author)
        case "delete":
            return deletion(f"d{number}", message, author=author)
        case "react":
            return reaction(f"d{number}", message, emoji, on, author=author)
        case "topic":
            return topic(f"d{number}", emoji, author=author)


async def receive_entries(tab, head):
    entries: list[Any] = []
    while head > (entries[-1].seq if entries else 0):
        frame = await tab.receive("message", "edit", "deletion", "reaction", "topic")
        entries.append(msgspec.convert(frame, Entry))
    return entries


async def check_views(path, steps):
    async with running_hub(path, rate=0) as running, running.tab(after=0) as watcher:
        sent, pages = [draft("d")], []
        resumed: list[Any] = []
        appended = [running.log.append(sent[0])]

        async def resume():
            after = resumed[-1].seq if resumed else 0
            async with running.tab(after=after) as tab:
                head = (await tab.receive("welcome"))["head"]
                resumed.extend(await receive_entries(tab, head) if head > after else [])

        for number, (kind, *what) in enumerate(steps):
            if kind == "page":
                pages.append(await running.log.messages("lobby", limit=500))
            elif kind == "cut":
                await resume()
            else:
                sent.append(draft_of(number, kind, *what) or sent[-min(what[1], len(sent))])
                appended.append(running.log.append(sent[-1]))
        head = 0
        for one in appended:
            with suppress(Rejected):
                head = max(head, (await one).seq)
        seen = await receive_entries(watcher, head)
        await resume()
        assert [entry.seq for entry in seen] == [entry.seq for entry in resumed]
        assert fold(seen) == fold(resumed) == (await running.log.messages("lobby", limit=500)).messages
        for page in pages:
            assert fold([entry for entry in seen if entry.seq > page.head], page.messages) == fold(seen)


def test_a_tab_that_saw_all_and_one_that_resumed_and_a_page_with_what_follows_show_the_same(tmp_path, fuzz):
    paths = (tmp_path / f"{number}.db" for number in range(1 << 20))

    @given(st.lists(STEP, min_size=20))
    def holds(steps):
        asyncio.run(check_views(next(paths), steps))

    fuzz(20, 1_000)(holds)()
