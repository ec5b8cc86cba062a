// The name of this person: a random one at first, and the cookie that stores it.

import { wellFormed } from "../text/normalize.js";

const YEAR_SECONDS = 31_536_000;

const ADJECTIVES =
  ("Amber Brave Brisk Bright Calm Clever Cosy Curious Dapper Eager Fair Fleet Gentle Glad Golden Happy Honest Jolly " +
  "Keen Kind Lively Lucky Mellow Merry Nimble Noble Plucky Proud Quick Quiet Sunny Swift").split(" ");
const ANIMALS =
  ("Badger Bear Beaver Bison Crane Deer Dolphin Eagle Falcon Finch Fox Gecko Hare Hedgehog Heron Ibis Jay Koala Lark " +
  "Lynx Marten Mole Otter Owl Panda Puffin Raven Robin Seal Swan Tiger Wren").split(" ");

// The name in the cookie; if there is none, a random one is stored there.
export function ownName() {
  const name = nameIn(document.cookie) || randomName();
  storeName(name);
  return name;
}

export function storeName(name) {
  document.cookie = cookieFor(name, location.protocol === "https:");
}

export function nameIn(cookies) {
  const value = cookies.split("; ").find((cookie) => cookie.startsWith("name="))?.slice("name=".length) ?? "";
  try {
    return decodeURIComponent(value).trim();
  } catch {
    return ""; // not percent-encoded UTF-8, so not written by us
  }
}

// Percent-encoded, because many servers refuse requests with letters beyond Latin-1 in a header.
export const cookieFor = (name, isSecure) =>
  `name=${encodeURIComponent(wellFormed(name))}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax` +
  (isSecure ? "; Secure" : "");

export const randomName = () => `${pick(ADJECTIVES)} ${pick(ANIMALS)}`;

const pick = (words) => words[Math.floor(Math.random() * words.length)];
