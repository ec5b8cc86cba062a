// Keeps the page above a soft keyboard in browsers that ignore `interactive-widget` (Safari).

export function fitToViewport(viewport) {
  if (!viewport) return;
  const fit = () => {
    if (viewport.scale !== 1) return; // the person zoomed in to a part of the page: the page keeps its size
    document.documentElement.style.setProperty("--visible", `${viewport.height}px`);
    scrollTo(0, 0);
  };
  viewport.addEventListener("resize", fit);
}
