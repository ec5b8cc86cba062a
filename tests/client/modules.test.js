// The modules of client/: each says its job first, and folders import one way only.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const CLIENT = new URL("../../client/", import.meta.url).pathname;
// Each folder imports only from those before it.
const FOLDERS = ["text", "state", "browser", "page", "connection", "people", "list", "composer", "."];
const WITHOUT_BROWSER = ["text", "state"];

const files = readdirSync(CLIENT, { recursive: true }).filter((name) => name.endsWith(".js") && !name.startsWith("words/"));
const sources = new Map(files.map((name) => [name, readFileSync(join(CLIENT, name), "utf8")]));
const importsOf = (name) =>
  [...sources.get(name).matchAll(/(?:^import\b[^;"]*|\bimport\()"([^"]+)"/gmu)].map(([, path]) => join(dirname(name), path));

test("a folder imports only from folders before it in the order", () => {
  for (const name of files)
    for (const imported of importsOf(name)) {
      assert.ok(sources.has(imported), `${name} imports ${imported}, which is not there`);
      const [from, to] = [name, imported].map((path) => FOLDERS.indexOf(dirname(path)));
      assert.ok(from >= 0 && to >= 0 && to <= from, `${name} imports ${imported}`);
    }
});

test("text and state are pure: they know neither the page nor the network, storage or clock", () => {
  for (const name of files.filter((name) => WITHOUT_BROWSER.includes(dirname(name))))
    assert.doesNotMatch(sources.get(name), /\b(?:document|window|location|navigator|localStorage|fetch|setTimeout|WebSocket|Date\.now)\b/u, name);
});

test("each module begins with a sentence that says its job", () => {
  for (const [name, source] of sources) assert.match(source, /^\/\/ [^]+?[.:]/u, name);
});
