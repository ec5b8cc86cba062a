// The name of this person: its cookie.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { namedBy } from "../../client/people/name-match.js";
import { nameCookie, nameIn, storeName } from "../../client/people/own-name.js";
import { testResults } from "./support/table-tests.js";

const HTTP = { protocol: "http:", port: "8000" };
const HTTPS = { protocol: "https:", port: "" };

test("a name in any script comes back from its cookie as it was", () => {
  for (const name of ["Brisk Otter", "你好", "a;b, c=%", "👩‍🚀"])
    assert.equal(nameIn(`x=1; ${nameCookie(name, HTTP).split("; ")[0]}`, HTTP), name);
  assert.match(nameCookie("Ana", HTTPS), /^hubbub_name=Ana; Path=\/; Max-Age=31536000; SameSite=Lax; Secure$/);
  assert.match(nameCookie("Ana", HTTP), /^hubbub_name_8000=Ana; .+ SameSite=Lax$/);
});

test("a new name is written into our cookie alone, which the server is asked to set again; the stored one is not written", () => {
  const writes = [];
  const cookies = { get cookie() { return "name=theirs; hubbub_name_8000=Ana"; }, set cookie(written) { writes.push(written.split("; ")[0]); } };
  const fetched = mock.method(globalThis, "fetch", async () => {});
  Object.assign(globalThis, { document: cookies, location: { ...HTTP, pathname: "/r/ops" } });
  for (const name of ["Ana", "Bo"]) storeName(name);
  assert.deepEqual(writes, ["hubbub_name_8000=Bo"]);
  assert.deepEqual(fetched.mock.calls.map(({ arguments: [path, { method, cache }] }) => [path, method, cache]), [["/r/ops", "HEAD", "no-store"]]);
});

testResults({
  "a person is found by the beginnings of words of the name, in any order, and in a script without spaces by any part": [
    ([text, name]) => namedBy(text)(name),
    [["neil cy", "Cy Ó Néill"], true], [["eill", "Cy Ó Néill"], false], [["明", "小明"], true], [["", "Bo"], true],
  ],
  "no other cookie is our name, also not the former one, which the server carries over": [
    (cookies) => nameIn(cookies, HTTP), ["name=Ana; hubbub_name_8000=Bo", "Bo"],
    ...["", "name=Ana", "hubbub_name_8000=%ff", "surname=Otter", "hubbub_name=Otter", "hubbub_name_9000=Otter"].map((cookies) => [cookies, ""]),
  ],
});
