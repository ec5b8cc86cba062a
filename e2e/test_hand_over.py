"""A person on another device: it becomes them by a link, once the first device has confirmed it, and says what happens."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.people import Tab

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True}


def offers(tab: Tab) -> tuple[Locator, str]:
    """Opens the dialog with the link; returns both."""
    tab.page.get_by_role("button", name="Settings").click()
    tab.page.get_by_role("button", name="Use me on another device").click()
    dialog = tab.page.get_by_role("dialog", name="Use me on another device")
    expect(dialog.get_by_label("Link", exact=True)).not_to_have_value("")
    dialog.get_by_role("img", name="QR code of the link").evaluate("image => image.decode()")
    return dialog, dialog.get_by_label("Link", exact=True).input_value()


def opens(tab: Tab, link: str) -> Locator:
    """Opens the link, and returns the dialog."""
    tab.page.goto("about:blank")
    tab.goes_to(link)
    expect(tab.page).to_have_url(link.partition("#")[0])
    return tab.page.locator("dialog.hand-over")


def has_focus(tab: Tab, button: str) -> None:
    """Of two windows only one has the focus of the system, but each has a focused element."""
    tab.page.wait_for_function("button => document.activeElement.textContent === button", arg=button)


@pytest.mark.thorough
def test_a_phone_becomes_the_person_once_the_laptop_confirms_the_same_number(person, room):
    laptop, other = person("Ann").opens(room), person("Bob", **PHONE)
    phone, further = other.opens(room), other.opens(room)
    laptop.says("From the laptop")
    expect(phone.page.locator(".first-visit")).to_have_count(1)  # it has loaded what notices that one writes
    phone.box.fill("As Bob")
    phone.taps("Send")
    laptop.sees("From the laptop", "As Bob")
    offer, link = offers(laptop)
    claim = opens(phone, link)
    expect(claim.get_by_role("heading")).to_have_text("Go on as Ann on this device?")
    expect(claim).to_contain_text("What Bob wrote stays, but you can no longer change it.")
    expect(offer.locator(".sentence")).to_contain_text("it writes under your name")
    claim.get_by_role("button", name="Go on as Ann").click()
    has_focus(phone, "Cancel")
    expect(offer.locator(".sentence")).to_have_text("A device opened the link. Does it show this number?")
    expect(claim.locator(".number")).to_have_text(offer.locator(".number").inner_text())
    offer.get_by_role("button", name="Yes, it’s mine").click()
    expect(claim.locator(".sentence")).to_have_text("On this device you’re Ann now.")
    expect(claim.get_by_role("heading")).to_have_text("Link from another device")
    for tab in (phone, laptop):
        has_focus(tab, "Close")
    expect(offer.locator(".sentence")).to_have_text("Done. Your other device is you now, too.")
    claim.get_by_role("button", name="Close").click()
    for tab in (phone, further):
        tab.is_called("Ann")
        expect(tab.message("From the laptop").and_(tab.page.locator(".own"))).to_have_count(1)
        expect(tab.page.locator(".own")).to_have_count(1)
    phone.box.fill("From the phone")
    phone.taps("Send")
    expect(laptop.message("From the phone").and_(laptop.page.locator(".own"))).to_have_count(1)
    laptop.sees_people("Ann")
    stranger = opens(person("Eve").opens(room), link)
    expect(stranger.locator(".sentence")).to_contain_text("This link no longer works: it was used")


ENDS = {
    "cancelled": "This link no longer works: it was used, cancelled, or is older than five minutes.",
    "too old": "This link is older than five minutes, so it no longer works.",
}


@pytest.mark.thorough
@pytest.mark.parametrize("end", ENDS)
def test_a_link_that_has_ended_says_so_on_both_devices_and_a_new_one_can_be_made(person, room, end):
    laptop = person("Ann").opens(room)
    offer, link = offers(laptop)
    own = opens(Tab(laptop.person, laptop.person.context.new_page()), link)
    expect(own.locator(".sentence")).to_contain_text("you’re Ann already")
    claim = opens(person("Bob").opens(room), link)
    claim.get_by_role("button", name="Go on as Ann").click()
    expect(offer.get_by_role("button", name="Yes, it’s mine")).to_be_visible()
    if end == "too old":  # by the clock of this device
        laptop.page.evaluate("() => (Date.now = () => new Date().getTime() + 300_000)")
    laptop.page.evaluate("fetch('/api/hand-over', { method: 'DELETE' })")
    expect(claim.locator(".sentence")).to_have_text(ENDS["cancelled"])
    expect(claim).to_contain_text("You can make a new link on your other device")
    expect(offer.locator(".sentence")).to_have_text(ENDS[end])
    offer.get_by_role("button", name="Make a new link").click()
    expect(offer.get_by_label("Link", exact=True)).not_to_have_value(link)
