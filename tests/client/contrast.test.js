// The contrast of all text: at least 4.5:1 in the light and the dark theme (WCAG 2.2, 1.4.3).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HUES } from "../../client/people/avatar.js";

const sheet = readFileSync(new URL("../../client/style/tokens.css", import.meta.url), "utf8");
const tokens = new Map([...sheet.matchAll(/(--[\w-]+): ([^;]+);/gu)].map(([, name, value]) => [name, value]));
const hues = [...sheet.matchAll(/\[data-hue="(\d+)"\] \{ --hue: (\d+); \}/gu)].map(([, , hue]) => Number(hue));

const THEMES = ["light", "dark"];
const GROUNDS = ["--ground", "--raised", "--sunken"];
const INKS = ["--ink", "--ink-soft", "--error", "--accent"];

// The colour of a token in a theme, in linear sRGB.
function colour(name, theme, hue) {
  const both = /^light-dark\((oklch\([^)]*(?:\([^)]*\))?[^)]*\)), (oklch\(.*\))\)$/u;
  let value = tokens.get(name);
  for (let alias; (alias = /^var\((--[\w-]+)\)$/u.exec(value)); ) value = tokens.get(alias[1]);
  const [, light, dark] = both.exec(value) ?? [null, value, value];
  const [l, c, h] = (theme === "light" ? light : dark).replace("var(--hue)", hue).match(/[\d.]+/gu).map(Number);
  return linear(l, c, (h * Math.PI) / 180);
}

// Ottosson, "A perceptual color space for image processing".
function linear(lightness, chroma, angle) {
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const clipped = (colour) => colour.map((part) => Math.min(1, Math.max(0, part)));
const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
function contrast(one, other) {
  const [dark, light] = [one, other].map((colour) => luminance(clipped(colour)) + 0.05).sort((a, b) => a - b);
  return light / dark;
}

test("the contrast of black and of a known grey with white is right", () => {
  assert.ok(Math.abs(contrast(linear(0, 0, 0), linear(1, 0, 0)) - 21) < 0.01);
  assert.ok(Math.abs(contrast(linear(0.5999, 0, 0), linear(1, 0, 0)) - 3.95) < 0.05); // #808080
});

test("there is a hue for each number that an id gives", () => {
  assert.equal(hues.length, HUES);
  assert.equal(new Set(hues).size, HUES);
});

const readable = (ink, ground, theme, hue) => {
  const found = contrast(colour(ink, theme, hue), colour(ground, theme, hue));
  assert.ok(found >= 4.5, `${ink} on ${ground}, ${theme}, hue ${hue}: ${found.toFixed(2)}`);
};

for (const theme of THEMES) {
  test(`names and avatars are readable in each hue, ${theme}`, () => {
    for (const hue of hues) {
      for (const ground of GROUNDS) readable("--hue-ink", ground, theme, hue);
      readable("--hue-on-avatar", "--hue-avatar", theme, hue);
    }
  });

  // Outside of sRGB each browser may show another colour, and these figures would not hold.
  test(`each hue is a colour of sRGB, ${theme}`, () => {
    for (const hue of hues)
      for (const name of ["--hue-ink", "--hue-avatar", "--hue-on-avatar"])
        assert.ok(colour(name, theme, hue).every((part) => part > -0.0005 && part < 1.0005), `${name} ${hue}`);
  });

  test(`all other text is readable, ${theme}`, () => {
    for (const ink of INKS) for (const ground of GROUNDS) readable(ink, ground, theme);
    readable("--ink", "--own", theme);
    readable("--on-accent", "--accent", theme);
  });
}
