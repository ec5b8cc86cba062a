// Tests written as scripts, such as "connect, add one, sent one": each step is a function, called with the words after it.

import { test } from "node:test";

const numberOr = (word) => (/^\d+$/u.test(word) ? Number(word) : word);

// `scripts` are lists of steps by the claim they prove.
export function testScripts(steps, scripts) {
  for (const [claim, script] of Object.entries(scripts)) test(claim, () => script.forEach((line) => run(steps, line)));
}

function run(steps, line) {
  for (const step of line.split(", ")) {
    const [name, ...words] = step.split(" ");
    try {
      steps[name](...words.map(numberOr));
    } catch (error) {
      error.message += `\nat "${step}" in "${line}"`;
      throw error;
    }
  }
}
