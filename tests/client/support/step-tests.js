// Tests written as scripts, such as "connect, add one, sent one": each step is a function, called with the words after it.

import { test } from "node:test";

const numberOr = (word) => (/^\d+$/u.test(word) ? Number(word) : word);

// `scripts` are lines of steps, or lists of lines, by the claim they prove. A step may be asynchronous.
export function testScripts(steps, scripts) {
  for (const [claim, script] of Object.entries(scripts)) test(claim, () => run(steps, [script].flat().join(", ")));
}

async function run(steps, script) {
  const done = [];
  for (const step of script.split(", ")) {
    const [name, ...words] = step.split(" ");
    done.push(step);
    try {
      await steps[name](...words.map(numberOr));
    } catch (error) {
      error.message += `\nafter "${done.join(", ")}"`;
      throw error;
    }
  }
}
