// Loads a style sheet that the page does not have at first.

// Resolves once the style sheet applies, so that nothing is shown without its styles. Rejects if the style sheet does not arrive.
export function loadStyleSheet(href) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  const loaded = new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => (link.remove(), reject(new Error(`${href} did not load`))));
  });
  document.head.append(link);
  return loaded;
}
