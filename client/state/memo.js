// Keeps the latest result of a pure function, for values that seldom change between two drawings of the page. Pure.

// Computes the result again only when an argument is another value than in the previous call.
export function memoized(compute) {
  let [before, result] = [[], null];
  return (...values) => {
    if (values.some((value, index) => value !== before[index])) [before, result] = [values, compute(...values)];
    return result;
  };
}
