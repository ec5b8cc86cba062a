// Before anything is painted: the theme that was chosen in this browser. No module, since those wait for the page.

try {
  document.documentElement.dataset.theme = JSON.parse(localStorage.getItem("hubbub.settings")).theme;
} catch {
  // never chosen, or not allowed to look: as the system
}
