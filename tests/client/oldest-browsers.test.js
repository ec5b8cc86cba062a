// The oldest browsers that the README names know all the syntax and the interfaces that the page uses.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Script } from "node:vm";

const root = new URL("../../", import.meta.url);
const read = (name) => readFileSync(new URL(name, root), "utf8");
const page = readdirSync(new URL("client/", root), { recursive: true }).filter((name) => /\.(js|css|html)$/u.test(name)).map((name) => read(`client/${name}`));
const oldest = Object.fromEntries([...read("README.md").matchAll(/(Chrome|Firefox|Safari) (\d+(?:\.\d+)?)/gu)].map(([, name, version]) => [name, Number(version)]));

// The versions of Chrome, Firefox and Safari that brought what a pattern finds; Infinity if a browser has none yet. Properties without
// which the page only is slower or less neat, such as content-visibility, are not listed.
const SINCE = [
  [/Intl\.Segmenter/u, 87, 125, 14.1],
  [/\/v[;,)]/u, 112, 116, 17],
  [/URL\.canParse/u, 120, 115, 17],
  [/\?\?=|\|\|=|&&=/u, 85, 79, 14],
  [/\W#\w+(?: = |;|\()/u, 84, 90, 15],
  [/\.at\(/u, 92, 90, 15.4],
  [/structuredClone/u, 98, 94, 15.4],
  [/\(\?<(\w+)>.*\(\?<\1>/u, 125, 129, 17],
  [/\(\?-?[ims]+:/u, 125, 132, Infinity],
  [/DurationFormat/u, 129, 136, 16.4],
  [/\(\?<[=!]/u, 62, 78, 16.4],
  [/\.findLast\(/u, 97, 104, 15.4],
  [/\.to(?:Sorted|Reversed|Spliced)\(|\.with\(/u, 110, 115, 16],
  [/Object\.groupBy|Map\.groupBy/u, 117, 119, 17.4],
  [/Promise\.withResolvers/u, 119, 121, 17.4],
  [/Array\.fromAsync/u, 121, 115, 16.4],
  [/AbortSignal\.timeout/u, 103, 100, 16],
  [/AbortSignal\.any/u, 116, 124, 17.4],
  [/checkVisibility/u, 105, 106, 17.4],
  [/\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/u, 122, 127, 17],
  [/(?<!Object|[sS]torage)\.(?:values|keys|entries|matchAll)\([^()]*\)\.(?:map|filter|take|drop|some|every|find|toArray|reduce|flatMap|forEach)\(/u, 122, 131, 18.4],
  [/Promise\.try|RegExp\.escape|\.toBase64\(|\busing [a-z]/u, Infinity, Infinity, Infinity],
  [/\bpopover\b|:popover-open/u, 114, 125, 17],
  [/popover="hint"|anchor-name|interpolate-size|@scope|field-sizing/u, Infinity, Infinity, Infinity],
  [/moveBefore|ariaNotify|setHTML|closedby|requestClose|commandfor|startViewTransition|\bwith \{ type/u, Infinity, Infinity, Infinity],
  [/@property/u, 85, 128, 16.4],
  [/light-dark\(/u, 123, 120, 17.5],
  [/:has\(/u, 105, 121, 15.4],
  [/@container/u, 105, 110, 16],
  [/:dir\(/u, 120, 49, 16.4],
  [/color-mix\(/u, 111, 113, 16.2],
  [/oklch\(/u, 111, 113, 15.4],
  [/@starting-style/u, 117, 129, 17.5],
  [/\.[a-z-]+ \{[^}]*&/u, 120, 117, 17.2],
  [/\d(?:dvh|cqb)\b/u, 108, 110, 16],
];

test("no syntax is newer than the oldest browsers in the README", () => {
  assert.deepEqual(Object.keys(oldest), ["Chrome", "Firefox", "Safari"]);
  for (const [pattern, ...since] of SINCE)
    if (page.some((source) => pattern.test(source)))
      Object.entries(oldest).forEach(([name, version], index) => assert.ok(version >= since[index], `${pattern} needs ${name} ${since[index]}`));
});

test("what runs before a browser is found too old has no syntax that is too new for those of 2020", () => {
  const early = ["client/start.js", "client/browser/language.js", "client/browser/storage.js"].map(read);
  for (const [pattern, ...since] of SINCE)
    if (since.some((version, index) => version > [80, 78, 13.1][index])) assert.doesNotMatch(early.join(""), pattern);
  for (const source of early) new Script(source.replace(/^import .*|^export /gmu, "")); // a script, unlike a module, may not await
});
