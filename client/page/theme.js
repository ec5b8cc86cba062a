// Light or dark as this browser chose, before the first paint; no module, since those wait for the whole page.

try {
  const chosen = JSON.parse(localStorage.getItem("hubbub.appearance"));
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.appearance = chosen;
} catch {
  // storage is forbidden, or the value is not ours: as the system has it
}
