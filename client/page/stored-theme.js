// Applies the stored theme before the first paint. It is no module, because modules run only after the page is parsed.

try {
  const chosen = JSON.parse(localStorage.getItem("hubbub.appearance"));
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // access is forbidden, or the value is no theme: the page has the system's theme
}
