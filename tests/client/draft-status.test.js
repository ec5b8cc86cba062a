// What a person can do about a draft that failed.

import { mayRevise } from "../../client/list/draft-status.js";
import { testResults } from "./support/table-tests.js";

const revisable = (type) => ["too_long", "too_late", "not_yours", "not_stored"].filter((code) => mayRevise({ type, refusal: { code } }));

testResults({
  "a text goes back into the box if another one may be accepted": [revisable, ["say", ["too_long"]], ["edit", ["too_long"]], ["react", []]],
});
