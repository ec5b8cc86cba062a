"""The screen of a simulated person: the messages that were changed, as the entries make them that this person received."""


class Screen:
    """Keeps only the messages that were changed. All others are as they were received: the ledger checks those."""

    def __init__(self, after=0):
        self._after, self._changed = after, {}

    def apply(self, entry):
        """Applies an entry. A message may come with its latest text, before the entries that changed it."""
        seq = entry.get("message", entry["seq"])
        before = self._changed.get(seq, {})
        if seq <= self._after or before.get("deleted"):
            return
        if entry["type"] == "deletion" or entry.get("deleted"):
            self._changed[seq] = {"deleted": True}
        elif entry["type"] == "edit":
            self._changed[seq] = before | {"text": entry["text"], "edited": entry["at"]}
        elif entry["type"] == "reaction":
            self._changed[seq] = before | {"reactions": reactions_after(before.get("reactions", {}), entry)}

    def differences(self, history, dropped):
        """Returns the numbers of the messages that differ from the history. Those up to `dropped` are no longer in it."""
        begin = max(self._after, dropped)
        shown = {seq: listed(changed) for seq, changed in self._changed.items() if seq > begin}
        stored = {message["seq"]: changes_of(message) for message in history if message["seq"] > begin}
        return sorted(seq for seq in shown | stored if shown.get(seq, {}) != stored.get(seq, {}))


def reactions_after(reactions, entry):
    persons = [person for person in reactions.get(entry["emoji"], []) if person != entry["from"]["id"]]
    if entry["on"]:
        was_on = len(persons) < len(reactions.get(entry["emoji"], []))
        persons = reactions[entry["emoji"]] if was_on else [*persons, entry["from"]["id"]]
    after = reactions | {entry["emoji"]: persons}
    return {emoji: ids for emoji, ids in after.items() if ids}


def listed(changed):
    """Returns the changes of a message as the HTTP API lists them."""
    reactions = [
        {"emoji": emoji, "count": len(ids), "from": ids} for emoji, ids in changed.get("reactions", {}).items()
    ]
    others = {name: value for name, value in changed.items() if name != "reactions"}
    return others | ({"reactions": reactions} if reactions else {})


def changes_of(message):
    if message.get("deleted"):
        return {"deleted": True}
    changed = ("text", "edited", "reactions") if "edited" in message else ("reactions",)
    return {name: message[name] for name in changed if name in message}
