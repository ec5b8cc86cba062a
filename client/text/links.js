// Finds where a web address in a text begins and ends. Pure.

const INVISIBLE = "\\u00ad\\u200b\\u2060\\ufeff"; // URL parsers drop these from a host
const HOST = `\\p{L}\\p{M}\\p{N}\\-._\\u200c\\u200d${INVISIBLE}`;
const USER_NAME = "(?::[^\\s/?#@]{0,100})?@"; // in front of a host it could be taken for the host: https://bank.example@evil.example
const WRONG_PORT = ":(?!https?:)\\d*(?:[a-z$<{]|(?!\\d)\\p{Nd})"; // as in localhost:$PORT: an address without its port would lead elsewhere
const MORE_OF_HOST = `[${HOST}%]|\\p{Extended_Pictographic}[${HOST}]{0,63}\\.\\p{L}`;

const VARIABLE = "[${]|(?<=[.-])[<*]"; // as in https://api-$ENV.example.com: the host is not known

// The beginning of an address, up to its port. After a Latin letter or a digit it is a part of a word and no address; letters of other
// scripts, such as Chinese, can stand directly before an address. The host has no punctuation except "-", "." and "_": URL parsers would
// read other punctuation as a part of another host. In https://https://a.example only the second https:// begins an address.
export const ORIGIN =
  "(?<![\\p{Script=Latin}\\p{Nd}])" +
  `(?<origin>https?://(?!https?:?//)(?:\\[[\\d:.a-f]+\\]|[${HOST}]+(?!${MORE_OF_HOST}))(?!(?<![^\\w.]https?)://|${USER_NAME}|${WRONG_PORT}|${VARIABLE})(?::\\d+)?)`;

// A path has letters of all scripts. Punctuation that is not ASCII belongs to it only within a word (Col·lecció, 2013–2014, ジョン・レノン). The
// path ends before a quotation mark other than '. It ends before a backslash, too: URL parsers would read it as a slash, and in quoted
// JSON a backslash follows the address. If another address follows, the path ends before what separates the two: a comma, semicolon, bar,
// symbol, or one letter that is not Latin, such as 和 or と.
const SYMBOL = "(?![\\x00-\\x7f])[\\p{S}\\u200d\\ufe0f]"; // and what joins or modifies emoji: U+200D and U+FE0F
const IN_PATH =
  `(?!(?:(?:[,;|]|${SYMBOL})[^\\p{L}\\p{N}\\s/]{0,9}|(?!\\p{Script=Latin})\\p{L})https?:)` +
  "(?:[!#-'*-;=?-Z^_a-z|~]|" +
  "[^\\x00-\\x7f\\s\\p{P}\\p{Cc}\\p{Bidi_Control}\\u200b\\u2060´＄＋＜-＞＾｀｜～❛-❠🙶-🙸]|" +
  "(?<=[\\p{L}\\p{M}\\p{N}])[·・‐‑–־׳״་](?=[\\p{L}\\p{N}]))";
const BETWEEN_BRACKETS = new RegExp(`(?:${IN_PATH})*`, "uy");

// The scripts of top-level domains. Latin is tried last, because its pattern needs no letter of the script: it also matches a label of
// digits, and the empty beginning of any label. Full-width letters and digits are no part of a host, but of the text behind it.
const SCRIPTS = "Arab Armn Beng Cyrl Deva Geor Grek Gujr Guru Hang Hani Hebr Hira Kana Knda Laoo Mlym Orya Sinh Taml Telu Thai Latn".split(" ");
const labelIn = (script) => `(?:(?![！-～])[\\p{scx=${script}}\\p{M}\\d_:\\u200c\\u200d${INVISIBLE}-])*`;
const ONE_SCRIPT = new RegExp(SCRIPTS.map((script) => `^${script === "Latn" ? "" : `(?=\\p{scx=${script}})`}${labelIn(script)}`).join("|"), "u");
const EAST_ASIAN = /^[\p{scx=Hani}\p{scx=Hang}\p{scx=Hira}\p{scx=Kana}]/u; // a label that begins so may go on in Latin

const CLOSING = { "(": ")", "[": "]", "{": "}", "~": "~" };
const CLOSES = /[)\]}]/u;
const ENDS_SENTENCE = /[.,;:!?|]/u;
const IS_SYMBOL = new RegExp(SYMBOL, "u");
const QUOTES = /(?<![\p{L}\p{N}])'|'(?![\p{L}\p{N}])/u;
const HOST_TAIL = new RegExp(`[-._${INVISIBLE}]`, "u");

// The address that begins with `origin` at `index`. `opened` counts the brackets and marks that are open before the address, by their
// closing signs. Punctuation at the end of the address belongs to the sentence. Brackets, marks and symbols at the end belong to the
// address, unless they also stand before it.
export function addressAt(text, index, origin, opened) {
  const host = withoutOtherScript(origin);
  const start = index + origin.length;
  if (host !== origin || !/[/?#]/u.test(text[start])) return withoutTail(host, (sign) => HOST_TAIL.test(sign));
  const address = text.slice(index, endOfPath(text, start, opened));
  const before = charBefore(text, index);
  const left = { ...opened, "'": quotesAround(before, address) };
  const isTail = (sign) => ENDS_SENTENCE.test(sign) || (!CLOSES.test(sign) && left[sign]-- > 0) || (IS_SYMBOL.test(before) && IS_SYMBOL.test(sign));
  return withoutTail(address, isTail);
}

// How many ' at the end of an address belong to the text around it: one if a ' stands before the address, and one more if the ' before
// the address and the ' at edges of words in it are an odd number together.
function quotesAround(before, address) {
  const opened = Number(before === "'");
  return opened + ((opened + address.split(QUOTES).length + 1) % 2);
}

// The origin without letters of another script behind it, as in https://example.com你好: no top-level domain mixes scripts. The first
// label, not counting "www", may mix scripts, as in www.lego玩具.example; of those between the two, a label that begins with EAST_ASIAN.
function withoutOtherScript(origin) {
  const [scheme, host] = origin.split(/(?<=\/\/)/u);
  if (host.startsWith("[")) return origin;
  const labels = host.split(".");
  const first = labels[0].toLowerCase() === "www" ? 2 : 1;
  const last = labels.length - 1;
  for (const [index, label] of labels.entries()) {
    const [whole] = index === last ? topLevelDomainIn(label) : ONE_SCRIPT.exec(label);
    const isMixed = whole !== "" && whole !== label && (index === last || (index >= first && !EAST_ASIAN.test(label)));
    if (isMixed) return scheme + [...labels.slice(0, index), whole].join(".");
  }
  return origin;
}

// Reads the label up to an invisible space, which separates the address from the text behind it.
const topLevelDomainIn = (label) => ONE_SCRIPT.exec(label.split(/[\u200b\u2060\ufeff]/u)[0]);

// The index of the end of a path: the first sign that cannot be in it, or the bracket that closes one opened before the address.
function endOfPath(text, at, opened) {
  const inside = {};
  for (;;) {
    BETWEEN_BRACKETS.lastIndex = at;
    at += BETWEEN_BRACKETS.exec(text)[0].length;
    const sign = text[at];
    const closing = CLOSING[sign];
    if (closing) inside[closing] = (inside[closing] ?? 0) + 1;
    else if (!CLOSES.test(sign ?? "") || (!inside[sign] && opened[sign] > 0)) return at;
    else if (inside[sign]) inside[sign]--;
    at++;
  }
}

// The address without the punctuation of the sentence around it.
function withoutTail(address, isTail) {
  let end = address.length;
  for (let sign; isTail((sign = charBefore(address, end))); ) end -= sign.length;
  return address.slice(0, end);
}

export const charBefore = (text, index) => /.?$/su.exec(text.slice(Math.max(0, index - 2), index))[0];

// Updates `open` for a text. `open` has the number of open brackets of each kind, by their closing sign, and of tildes. Wide brackets,
// used in Chinese and Japanese, count as narrow ones.
export function countBrackets(open, text) {
  for (const [bracket] of text.matchAll(/[()[\]{}（）［］｛｝~]/gu)) {
    const sign = bracket.normalize("NFKC");
    if (sign in CLOSING) open[CLOSING[sign]] = (open[CLOSING[sign]] ?? 0) + 1;
    else open[sign] = Math.max(0, (open[sign] ?? 0) - 1);
  }
}
