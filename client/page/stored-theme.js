// Applies the stored light or dark theme before the first paint; a plain script, since modules wait for the whole page.

try {
  const chosen = JSON.parse(localStorage.getItem("hubbub.appearance"));
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.appearance = chosen;
} catch {
  // storage is forbidden or holds another value: the system's theme
}
