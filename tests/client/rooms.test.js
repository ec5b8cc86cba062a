// Names of rooms: the page makes of any text the name that the service makes of it.

import { typedRoom } from "../../client/rooms/typed-room.js";
import { cleanRoom, possibleRoom } from "../../client/text/room-names.js";
import { testResults } from "./support/table-tests.js";

testResults({
  "a spelling of a name becomes the name, and what is none becomes nothing": [
    cleanRoom,
    ["Design", "design"], ["My Room_2", "my-room-2"], ["-a--b-", "a-b"], ["Ｃafé", "café"], ["İstanbul", "istanbul"], ["de\u200dsign", "design"], ["設計 A", "設計-a"],
    [`a${"\u0315".repeat(9)}`, `a${"\u0315".repeat(3)}`],
    ["c++", null], ["", null], ["🎉", null], ["\u0301a", null], ["a".repeat(64), null], ["設".repeat(43), null], ["設".repeat(42), "設".repeat(42)],
  ],
  "any text leads to the nearest name, unless nothing is left of it": [
    possibleRoom,
    ["C++", "c"], ["a/b", "a-b"], ["Café & Bar!", "café-bar"], ["a".repeat(70), "a".repeat(63)], ["設".repeat(60), "設".repeat(42)], ["\u0301a", "a"],
    ["🎉 !", null],
  ],
  "an address that is typed leads to its room and message, with or without scheme and host, but not if it is elsewhere": [
    (text) => (({ room, seq, problem }) => (room === null ? problem : seq === null ? room : [room, seq]))(typedRoom(text, new URL("https://chat.example:8000/r/ops"))),
    ["https://chat.example:8000/r/%E8%A8%AD#42", ["設", 42]], [" HTTP://chat.example:8000/r/c2 ", "c2"], ["chat.example:8000/r/設/", "設"], ["/r/c3#7", ["c3", 7]], ["R/c3#7", ["c3", 7]],
    ["https://chat.example:8000/", "lobby"], ["a / r / b", "a-r-b"], ["r/c3", "c3"], ["🎉", "room name invalid"], ["a ".repeat(33), "too long for box"], ["a ".repeat(32), `${"a-".repeat(31)}a`],
    ...["https://other.example/r/x", "other.example/r/x", "https://chat.example:8000/health", "https://", "http://[/r/x"].map((text) => [text, "address elsewhere"]),
  ],
});
