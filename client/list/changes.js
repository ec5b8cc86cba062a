// A row of the list that tells who came, went and is called otherwise since the message above it.

import { listed, words } from "../browser/language.js";

export function drawChanges(item, row) {
  item.firstElementChild.textContent = changesOf(row).join(" · ");
}

// In the order in which it happens to one person.
export const changesOf = ({ joined, left, renamed }) => [
  ...moved("joined", joined),
  ...renamed.map(({ was, name }) => words("renamed", { was, name })),
  ...moved("left", left),
];

const moved = (key, people) =>
  people.length === 0 ? [] : [words(key, { count: people.length, names: listed(people.map(({ name }) => name)) })];
