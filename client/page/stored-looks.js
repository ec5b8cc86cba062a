// Applies the stored theme, density and folded columns before the first paint. It is no module, because modules run only after the
// page is parsed.

for (const [key, attribute, ...values] of [
  ["appearance", "theme", "light", "dark"],
  ["density", "density", "compact"],
  ["column.rooms", "rooms", "folded"],
  ["column.people", "people", "folded"],
])
  try {
    const stored = JSON.parse(localStorage.getItem(`hubbub.${key}`));
    if (values.includes(stored)) document.documentElement.dataset[attribute] = stored;
  } catch {
    // access is forbidden, or the value is none of these: the page looks as at first
  }
