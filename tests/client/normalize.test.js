// Typed text before it is sent: trimmed, well-formed, and counted as the server counts it.

import { lengthOf, trimmed } from "../../client/text/normalize.js";
import { testResults } from "./support/table-tests.js";

testResults({
  "a text is trimmed without its indentation, and well-formed": [trimmed, ["\n\n  a\n\n b \ud83d \n", "  a\n\n b \uFFFD"],
    ["\va\r\nb\rc\vd\fe\u0085f\u2028g\u2029h\u0085i\x1cj\x1dk\x1el", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl"]],
  "a text is counted as it will be stored": [lengthOf, ["e\u0301", 1], ["\u0958", 2], ["👩‍🚀", 3]],
});
