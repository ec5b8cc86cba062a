"""Makes the emoji of the picker, their groups, names and search words, from Unicode's data: `python -m tools.emoji FOLDER`.

The data come as three packages of npm, which FOLDER/node_modules contains after this command:

    npm install --prefix FOLDER unicode-emoji-json cldr-annotations-full cldr-annotations-derived-full
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from service.text.emoji import BadEmoji, clean_emoji

PICKER: Final = Path(__file__).parents[1] / "client" / "picker"
LANGUAGES: Final = ("ar", "de", "en", "es", "fr", "zh")
GROUPS: Final = {
    "Smileys & Emotion": "smileys",
    "People & Body": "people",
    "Animals & Nature": "nature",
    "Food & Drink": "food",
    "Travel & Places": "travel",
    "Activities": "activities",
    "Objects": "objects",
    "Symbols": "symbols",
    "Flags": "flags",
}
NEW_SINCE: Final = 12.0
"""Emoji 12 came in 2019. Only emoji of later versions are tested for whether the fonts of a browser have them."""

LIGHT: Final = "\U0001f3fb"
"""The skin tone that stands for all five in the list of forms: the page replaces it."""

SELECTOR: Final = "\ufe0f"
LICENCE: Final = "© Unicode, Inc., Unicode License v3: see LICENSE in this folder"


def make(packages: Path) -> None:
    ordered = read(packages / "unicode-emoji-json" / "data-by-emoji.json")
    known = [emoji for emoji in ordered if is_accepted(emoji)]
    version = read(packages / "cldr-annotations-full" / "package.json")["version"]
    licence = (packages / "cldr-annotations-full" / "LICENSE").read_text()
    write("emoji.json", {"source": f"emoji-test.txt, {LICENCE}", **forms(ordered, known)})
    for language in LANGUAGES:
        names = dict(names_in(packages, language, known))
        write(f"names/{language}.json", {"source": f"CLDR {version}, {LICENCE}", "names": names})
    (PICKER / "LICENSE").write_text(licence)


def is_accepted(emoji: str) -> bool:
    """Whether the service accepts it: the data may be newer than the table of the service."""
    try:
        return clean_emoji(emoji) == emoji
    except BadEmoji:
        return False


def forms(ordered: dict[str, Any], known: list[str]) -> dict[str, Any]:
    """Returns the emoji of each group, those of each new version, and the light form of those that have skin tones."""
    groups: dict[str, list[str]] = {name: [] for name in GROUPS.values()}
    versions: dict[str, list[str]] = {}
    toned = {}
    for emoji in known:
        facts = ordered[emoji]
        groups[GROUPS[facts["group"]]].append(emoji)
        if float(facts["emoji_version"]) > NEW_SINCE:
            versions.setdefault(facts["emoji_version"], []).append(emoji)
        if facts["skin_tone_support"]:
            toned[emoji] = light_form(emoji)
    return {
        "groups": {name: " ".join(emoji) for name, emoji in groups.items()},
        "new": {version: " ".join(versions[version]) for version in sorted(versions, key=float)},
        "toned": " ".join(f"{emoji} {form}" for emoji, form in toned.items() if form),
    }


def light_form(emoji: str) -> str | None:
    """Returns the form in which every person of the emoji has the light tone, or None. A tone replaces a selector."""
    parts = re.findall(f".{SELECTOR}?", emoji)
    people = [place for place, part in enumerate(parts) if is_accepted(part[0] + LIGHT)]
    for places in ({people[0], people[-1]}, {people[0]}):
        form = "".join(part[0] + LIGHT if place in places else part for place, part in enumerate(parts))
        if is_accepted(form):
            return form
    return None


def names_in(packages: Path, language: str, known: list[str]) -> Iterator[tuple[str, str]]:
    """Gives the name of each emoji and the further words that it is searched by, as `name|word word`."""
    found: dict[str, Any] = {}
    for kind in ("annotationsDerived", "annotations"):
        package = "cldr-annotations-derived-full" if kind == "annotationsDerived" else "cldr-annotations-full"
        found |= read(packages / package / kind / language / "annotations.json")[kind]["annotations"]
    for emoji in known:
        facts = found.get(emoji) or found[emoji.replace(SELECTOR, "")]
        name = facts["tts"][0]
        further = dict.fromkeys(words_in(" ".join(facts.get("default", ()))))
        yield emoji, f"{name}|{' '.join(word for word in further if word not in words_in(name))}"


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def write(name: str, table: dict[str, Any]) -> None:
    (PICKER / name).write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]) / "node_modules")
