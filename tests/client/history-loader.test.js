// Loading messages to quote: each is asked for once, and again some time after it did not arrive.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { HistoryLoader } from "../../client/list/history-loader.js";
import { after, connection, from, message, welcome } from "./support/frames.js";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a message to quote that did not arrive is asked for again, after the others", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked = [];
  mock.method(globalThis, "fetch", async (address) => {
    asked.push(Number(new URLSearchParams(address.split("?")[1]).get("after")) + 1);
    if (asked.length === 1) throw new TypeError("aborted");
    return { ok: true, json: async () => ({ epoch: "one", head: 12, messages: [message(asked.at(-1))] }) };
  });
  const store = {
    state: after(connection("live"), welcome({ after: 10, head: 12 }), message(11, { reply: 3 }), message(12, { reply: 4 })),
    subscribe() {},
    apply: (act) => ((store.state = from(store.state, act)), store.requestDraw()),
    requestDraw: () => loader.draw(store.state),
  };
  const loader = new HistoryLoader({ store });
  loader.draw(store.state);
  await settled();
  assert.deepEqual(asked, [4, 3]);
  mock.timers.tick(10_000);
  await settled();
  assert.deepEqual(asked, [4, 3, 4]);
  assert.deepEqual(store.state.quoted.map(({ seq }) => seq), [3, 4]);
});
