"""Accessibility: no violations that axe finds, in any state; a screen reader, zoom, less motion and other colours work."""

from itertools import combinations, product
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from e2e.support.people import Tab
from e2e.support.states import STATES, Scene

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True}
DESKTOP: Any = {"width": 1280, "height": 720}
EVERY_RULE: dict[str, Any] = {"rules": {"scrollable-region-focusable": {"enabled": False}}}
"""All rules of axe but one, by which Tab should stop at each code block: arrow keys reach them, as test_keyboard.py shows."""
ALWAYS = set("first_visit code crowd rooms settings find edit question sheet mentioned arabic".split())
"""The states in which most parts of the page are seen. The others are checked in the long tests."""
CHECKS = ((PHONE["viewport"], "dark"), (DESKTOP, "light"))
"""Window and theme of each check. Colours differ between themes and not with the size of the window, all else with the size."""


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(state, marks=() if state in ALWAYS else pytest.mark.thorough)
        for state in STATES
        if state != "changed"  # "compact" begins with it
    ],
)
def test_axe_finds_no_violation_on_a_phone_or_a_desktop_light_or_dark(browser, server, room, state):
    scene = Scene(browser, server, room, **PHONE)
    STATES[state](scene)
    scene.tab.page.evaluate(AXE_SCRIPT)
    for density in ("compact", "comfortable") if state == "compact" else ("comfortable",):
        chooses(scene.tab, "density", density)
        for size, theme in CHECKS:
            scene.tab.page.set_viewport_size(size)
            chooses(scene.tab, "theme", theme)
            assert violations(scene.settled()) == []
    scene.close()


def chooses(tab: Tab, setting: str, value: str) -> None:
    """Chooses a value in the settings, even if they are closed or covered."""
    tab.page.locator(f"input[name={setting}][value={value}]").dispatch_event("click")
    expect(tab.page.locator("html")).to_have_attribute(f"data-{setting}", value)


def violations(page: Page) -> list[str]:
    found = page.evaluate("async rules => (await axe.run(document, rules)).violations", EVERY_RULE)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found
    ]


GROUNDS, INKS = ("ground", "raised", "sunken"), ("ink", "ink-soft", "error", "accent", "hue-ink")
PAIRS = [("hue-on-avatar", "hue-avatar"), ("ink", "own"), ("on-accent", "accent"), *product(INKS, GROUNDS)]
LINEAR_COLOURS = """async tokens => {
  const { HUES } = await import(document.querySelector("link[href*='/avatar.js']").href);
  const element = document.body.appendChild(document.createElement("i"));
  const linear = (token) => {
    element.style.color = `color-mix(in srgb-linear, var(--${token}), var(--${token}))`;
    return getComputedStyle(element).color.match(/-?\\d[\\d.e-]*/g).map(Number);
  };
  const ofHue = (hue) => ((element.dataset.hue = hue), Object.fromEntries(tokens.map((token) => [token, linear(token)])));
  return Array.from({ length: HUES }, (_, hue) => ofHue(hue));
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_contrast_of_all_text_is_at_least_4_5_with_each_hue_a_person_may_have(ann, theme):
    """WCAG 2.2, 1.4.3. axe tests only the hues of the people in its scenes."""
    chooses(ann, "theme", theme)
    colours = ann.page.evaluate(LINEAR_COLOURS, sorted({token for pair in PAIRS for token in pair}))
    assert len({str(colour) for colour in colours}) == len(colours) > 1
    for colour, (ink, ground) in product(colours, PAIRS):
        dark, light = sorted(luminance(colour[token]) + 0.05 for token in (ink, ground))
        assert light / dark >= 4.5, f"{ink} on {ground}: {colour}"
    # Outside of sRGB each browser may show another colour, and these figures would not hold.
    assert all(
        -0.0005 < part < 1.0005 for colour in colours for token in colour if "hue" in token for part in colour[token]
    )


def luminance(colour: list[float]) -> float:
    return sum(weight * min(1, max(0, part)) for weight, part in zip((0.2126, 0.7152, 0.0722), colour, strict=True))


def test_a_screen_reader_hears_each_new_message_of_others_once_and_no_earlier_ones(person, guest, room):
    bob = guest("Bob")
    bob.says("Old news")
    ann = person("Ann").opens(room)
    ann.sees("Old news")
    expect(ann.page.locator(".announcer")).to_have_text("")
    ann.page.evaluate(
        """() => {
          window.heard = [];
          for (const region of document.querySelectorAll("[aria-live], [role=status], [role=alert], [role=log]"))
            new MutationObserver(() => window.heard.push(region.textContent))
              .observe(region, { childList: true, subtree: true, characterData: true });
        }"""
    )
    ann.says("My own words")
    ann.sees("Old news", "My own words")
    bob.says("**Bold** `words`")
    expect(ann.page.locator(".announcer")).to_have_text("Bob: Bold words")
    guest("Cleo").says("Hello")
    expect(ann.page.locator(".announcer")).to_have_text("Cleo: Hello")
    assert ann.page.evaluate("window.heard") == ["Bob: Bold words", "Cleo: Hello"]


@pytest.mark.parametrize(("width", "height"), [(640, 480), (390, 844), (360, 740)])
def test_zoom_is_never_forbidden_and_letters_of_twice_the_size_lose_nothing(person, room, width, height):
    ann = person("Ann", viewport={"width": width, "height": height}).opens(room)
    rules = ann.page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "user-scalable" not in rules
    assert "maximum-scale" not in rules
    ann.has_loaded_changes()
    ann.page.evaluate("document.documentElement.style.fontSize = '200%'")
    ann.says("Large letters")
    ann.sees("Large letters")
    assert ann.fits()
    header = [
        ann.page.locator(f".head {part}")
        for part in (".room", ".share", ".open-find", ".open-people", ".open-settings")
    ]
    for seen in (*header, ann.message("Large letters").locator(".text"), ann.box, ann.page.locator("button.send")):
        expect(seen).to_be_in_viewport(ratio=1)
    boxes = [part.bounding_box() for part in header]
    assert all(box["width"] >= 40 for box in boxes)
    head = ann.page.locator(".head").bounding_box()
    assert all(box["y"] + box["height"] <= head["y"] + head["height"] for box in boxes)
    ann.box.fill("@")
    for name in ("all", "here"):
        option = ann.page.get_by_role("option", name=name).locator(".person")
        assert option.evaluate("name => name.scrollWidth <= name.clientWidth")
    assert not any(overlap(one, other) for one, other in combinations(boxes, 2))


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes cover a common area."""
    sides = (("x", "width"), ("y", "height"))
    return all(max(one[at], other[at]) < min(one[at] + one[size], other[at] + other[size]) for at, size in sides)


@pytest.mark.only_browser("chromium")  # in a stock Firefox `emulate_media` changes nothing
def test_the_page_follows_the_system_in_theme_contrast_motion_and_colours(ann):
    background = "getComputedStyle(document.documentElement).backgroundColor"
    ink = "getComputedStyle(document.querySelector('.greeting')).color"
    for emulated, normal, seen in (("color_scheme", "light", background), ("contrast", "no-preference", ink)):
        ann.page.emulate_media(**{emulated: normal})
        before = ann.page.evaluate(seen)
        ann.page.emulate_media(**{emulated: {"color_scheme": "dark", "contrast": "more"}[emulated]})
        assert ann.page.evaluate(seen) != before
    ann.page.emulate_media(reduced_motion="reduce", forced_colors="active")
    ann.says("Still, and framed")
    ann.sees("Still, and framed")
    longest = ann.page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap(element => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return [transitionDuration, animationDuration].flatMap(all => all.split(",").map(parseFloat));
        }))"""
    )
    assert longest <= 0.001
    assert ann.page.locator(".bubble").evaluate("bubble => parseFloat(getComputedStyle(bubble).borderTopWidth)") >= 1
