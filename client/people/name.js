// The name of this person: reads it from its cookie, writes it there, and makes a random first name.

import { wellFormed } from "../text/normalize.js";

const YEAR_SECONDS = 31_536_000;

const ADJECTIVES =
  ("Amber Brave Brisk Bright Calm Clever Cosy Curious Dapper Eager Fair Fleet Gentle Glad Golden Happy Honest Jolly " +
  "Keen Kind Lively Lucky Mellow Merry Nimble Noble Plucky Proud Quick Quiet Sunny Swift").split(" ");
const ANIMALS =
  ("Badger Bear Beaver Bison Crane Deer Dolphin Eagle Falcon Finch Fox Gecko Hare Hedgehog Heron Ibis Jay Koala Lark " +
  "Lynx Marten Mole Otter Owl Panda Puffin Raven Robin Seal Swan Tiger Wren").split(" ");

// The name in the cookie, or a random name, which is then stored.
export function ownName() {
  const name = nameIn(document.cookie, location) || randomName();
  storeName(name);
  return name;
}

// Stores a name unless it is stored already. Safari deletes a cookie written by a script after 7 days, so this also requests the
// page, because its answer sets the cookie again.
export function storeName(name) {
  if (nameIn(document.cookie, location) === name) return;
  document.cookie = cookieFor(name, location);
  fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch(() => {});
}

// The name in the cookies. The server has carried over a former cookie, `name`, with the page; it may be another program's.
export function nameIn(cookies, address) {
  const cookie = cookieName(address);
  const value = cookies.split("; ").find((pair) => pair.startsWith(`${cookie}=`))?.slice(cookie.length + 1) ?? "";
  try {
    return decodeURIComponent(value).trim();
  } catch {
    return ""; // not percent-encoded UTF-8, so this page did not write it
  }
}

// The name of the cookie, as in service/access/cookies.py. It has the port, because browsers share cookies between the ports of a
// host.
const cookieName = ({ port }) => (["", "80", "443"].includes(port) ? "hubbub_name" : `hubbub_name_${port}`);

// The cookie for a name. The name is percent-encoded, because many servers refuse a header with letters beyond Latin-1.
export const cookieFor = (name, address) =>
  `${cookieName(address)}=${encodeURIComponent(wellFormed(name))}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax` +
  (address.protocol === "https:" ? "; Secure" : "");

export const randomName = () => `${pick(ADJECTIVES)} ${pick(ANIMALS)}`;

const pick = (words) => words[Math.floor(Math.random() * words.length)];
