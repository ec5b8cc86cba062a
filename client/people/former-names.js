// Keeps the former names of this person in this browser: a message from before a rename still mentions the person by the name of that time.

import * as storage from "../browser/storage.js";

const KEY = "former-names";
const MAX_NAMES = 20;

// The stored record is { person, name, former }: the id and the present name of the person, and their former names, [{ name, until }].
// It is of this browser's last person; a hand-over makes the browser another person.
export function keepFormerNames(store) {
  let seen = { id: "", name: "" };
  const update = ({ you, rename }) => {
    const isSame = you.id === seen.id && you.name === seen.name;
    if (isSame || you.id === "" || rename?.previous) return; // until the server has accepted the name
    const isAnotherName = you.id === seen.id;
    seen = you;
    const stored = recordIn(storage.read(KEY), you.id);
    const isRenamed = stored !== null && stored.name !== you.name; // also if the person took the name on another device
    const former = isRenamed ? withFormer(stored) : (stored?.former ?? []);
    if (isRenamed || stored === null) storage.write(KEY, { person: you.id, name: you.name, former });
    take(former);
    if (isRenamed || isAnotherName) store.apply({ type: "countAgain" });
  };
  const take = (former) => {
    if (JSON.stringify(former) !== JSON.stringify(store.state.you.former)) store.apply({ type: "formerNames", former });
  };
  // Another tab has seen that the person was renamed. The server tells this tab, too, perhaps later.
  storage.watch((key, value) => {
    const stored = key === KEY ? recordIn(value, store.state.you.id) : null;
    if (stored === null) return;
    take(stored.former);
    store.apply({ type: "countAgain" });
  });
  store.subscribe(update);
  update(store.state);
}

// The former names of a record, and its present name as one of them.
const withFormer = ({ name, former }) => [...former.filter((other) => other.name !== name), { name, until: Date.now() }].slice(-MAX_NAMES);

const recordIn = (stored, id) => (stored?.person === id && Array.isArray(stored.former) && typeof stored.name === "string" ? stored : null);
