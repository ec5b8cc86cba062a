// The contrast of all text: at least 4.5:1 in the light and the dark theme (WCAG 2.2, 1.4.3).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HUES } from "../../client/people/avatar.js";

const sheet = readFileSync(new URL("../../client/style/tokens.css", import.meta.url), "utf8");
const tokens = new Map([...sheet.matchAll(/(--[\w-]+): ([^;]+);/gu)].map(([, name, value]) => [name, value]));
const hues = [...sheet.matchAll(/\[data-hue="(\d+)"\] \{ --hue: (\d+); \}/gu)].map(([, , hue]) => Number(hue));
const HUE_TOKENS = ["--hue-ink", "--hue-avatar", "--hue-on-avatar"];

// The colour of a token in a theme, in linear sRGB.
function colour(name, theme, hue) {
  const alias = /^var\((--[\w-]+)\)$/u.exec(tokens.get(name));
  if (alias) return colour(alias[1], theme, hue);
  const values = tokens.get(name).replaceAll("var(--hue)", hue).match(/oklch\([^)]*\)/gu);
  const [lightness, chroma, angle] = values.at(theme === "light" ? 0 : -1).match(/[\d.]+/gu).map(Number);
  return linear(lightness, chroma, (angle * Math.PI) / 180);
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

function contrast(...colours) {
  const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const clipped = (colour) => colour.map((part) => Math.min(1, Math.max(0, part)));
  const [dark, light] = colours.map((colour) => luminance(clipped(colour)) + 0.05).sort((a, b) => a - b);
  return light / dark;
}

test("the contrast of black and of a known grey with white is right", () => {
  assert.ok(Math.abs(contrast(linear(0, 0, 0), linear(1, 0, 0)) - 21) < 0.01);
  assert.ok(Math.abs(contrast(linear(0.5999, 0, 0), linear(1, 0, 0)) - 3.95) < 0.05); // #808080
});

test("there is a hue for each number that an id gives", () => assert.deepEqual([hues.length, new Set(hues).size], [HUES, HUES]));

for (const theme of ["light", "dark"]) {
  const assertReadable = (ink, ground, hue) => {
    const found = contrast(colour(ink, theme, hue), colour(ground, theme, hue));
    assert.ok(found >= 4.5, `${ink} on ${ground}, hue ${hue}: ${found.toFixed(2)}`);
  };

  test(`all text is readable, names and avatars in each hue, ${theme}`, () => {
    for (const ground of ["--ground", "--raised", "--sunken"]) {
      for (const ink of ["--ink", "--ink-soft", "--error", "--accent"]) assertReadable(ink, ground);
      for (const hue of hues) assertReadable("--hue-ink", ground, hue);
    }
    for (const hue of hues) assertReadable("--hue-on-avatar", "--hue-avatar", hue);
    assertReadable("--ink", "--own");
    assertReadable("--on-accent", "--accent");
  });

  // Outside of sRGB each browser may show another colour, and these figures would not hold.
  test(`each hue is a colour of sRGB, ${theme}`, () => {
    for (const hue of hues)
      for (const name of HUE_TOKENS) assert.ok(colour(name, theme, hue).every((part) => part > -0.0005 && part < 1.0005), `${name} ${hue}`);
  });
}
