// Finds where a web address in a text begins and ends. Pure.

const HOST = "\\p{L}\\p{M}\\p{N}\\-._\\u200c\\u200d";
const USER_NAME = "(?::[^\\s/?#@]{0,100})?@"; // in front of a host it could be taken for the host: https://bank.example@evil.example
const MORE_OF_HOST = `[${HOST}%]|\\p{Extended_Pictographic}[${HOST}]{0,63}\\.\\p{L}`;

// The beginning of an address, up to its port. After a Latin letter or a digit it is a part of a word and no address; letters of
// other scripts, such as Chinese, can stand directly before an address. Punctuation never belongs to the host: URL parsers
// would read it as a part of another host.
export const ORIGIN =
  "(?<![\\p{Script=Latin}\\p{Nd}])" +
  `(?<origin>https?://(?:\\[[\\d:.a-f]+\\]|[${HOST}]+)(?!${MORE_OF_HOST}|${USER_NAME})(?::\\d{1,5})?)`;

// A path has letters of all scripts. It ends before quotation marks and before punctuation that is not ASCII, except for
// signs within a word: Col·lecció, 2013–2014, ジョン・レノン.
const IN_PATH =
  "[!#-;=?-_a-~]|[^\\x00-\\x7f\\s\\p{P}\\p{Cc}\\p{Bidi_Control}\\u200b\\u2060＜＞～]|" +
  "(?<=[\\p{L}\\p{M}\\p{N}])[·・‐‑–־׳״་](?=[\\p{L}\\p{N}])";
const PATH = new RegExp(`[/?#](?:${IN_PATH})*`, "uy");

const LATIN = /^[\p{Script=Latin}\p{M}\p{N}_:-]*/u;

const OPENING = { ")": "(", "]": "[", "}": "{" };
const CLOSING = { "(": ")", "[": "]", "{": "}" };
const OPENED = ")]}*_";
const TAIL = /[.,;:!?'*_)\]}]/u;

// The address that begins with `origin` at `index`. `opened` counts the brackets and marks that are open before the address, by
// their closing signs.
export function addressAt(text, index, origin, opened) {
  const host = withoutOtherScript(origin);
  if (host !== origin) return host;
  PATH.lastIndex = index + origin.length;
  return withoutTail(origin + (PATH.exec(text) ?? ""), opened);
}

// The origin without letters of another script behind it, as in https://example.com你好: no top-level domain mixes scripts. The
// first label may mix them, as in www.lego玩具.example.
function withoutOtherScript(origin) {
  const [scheme, host] = origin.split(/(?<=\/\/)/u);
  const labels = host.split(".");
  const first = labels[0].toLowerCase() === "www" ? 2 : 1;
  for (const [index, label] of labels.entries()) {
    const [latin] = LATIN.exec(label);
    const isMixed = latin !== "" && latin !== label && (index >= first || index === labels.length - 1);
    if (isMixed) return scheme + [...labels.slice(0, index), latin].join(".");
  }
  return scheme + host.replace(/[-._]+$/u, "");
}

// The address without the punctuation of the sentence around it, and without brackets and marks that were opened before it.
function withoutTail(address, opened) {
  const left = { ...opened };
  const inside = Object.fromEntries(Object.keys(OPENING).map((sign) => [sign, closedIn(address, sign)]));
  let end = address.length;
  for (; TAIL.test(address[end - 1]); end--) {
    const sign = address[end - 1];
    if (sign in OPENING && inside[sign]-- <= 0) break;
    if (OPENED.includes(sign) && !(left[sign]-- > 0)) break;
  }
  return address.slice(0, end);
}

// The number of brackets closed in a text minus the number opened.
const closedIn = (text, sign) => text.split(sign).length - text.split(OPENING[sign]).length;

// Updates `open`, the number of open brackets by their closing signs, for a text. Wide brackets, used in Chinese and Japanese,
// count as narrow ones.
export function countBrackets(open, text) {
  for (const [bracket] of text.matchAll(/[()[\]{}（）［］｛｝]/gu)) {
    const sign = bracket.normalize("NFKC");
    if (sign in OPENING) open[sign] = Math.max(0, (open[sign] ?? 0) - 1);
    else open[CLOSING[sign]] = (open[CLOSING[sign]] ?? 0) + 1;
  }
}
