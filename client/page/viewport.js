// Keeps the page above a soft keyboard in browsers that ignore `interactive-widget` (Safari).

export function fitToViewport(viewport) {
  if (!viewport) return;
  const fit = () => {
    if (viewport.scale !== 1) return; // zoomed in: the person looks at a part of the page, which keeps its size
    document.documentElement.style.setProperty("--visible", `${viewport.height}px`);
    scrollTo(0, 0);
  };
  viewport.addEventListener("resize", fit);
}
