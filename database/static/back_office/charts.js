/* Charts keep ink that can be read: when the colours change, and on paper. */
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const ink = (onPaper) => (onPaper ? "#333" : colour("--bo-quiet"));
  const line = (onPaper) => (onPaper ? "#bbb" : colour("--bo-line"));

  const paint = (onPaper) => {
    for (const canvas of document.querySelectorAll("canvas.chart")) {
      const chart = window.Chart && Chart.getChart(canvas);
      if (!chart) continue;
      for (const scale of Object.values(chart.options.scales)) {
        scale.ticks.color = ink(onPaper);
        scale.grid.color = line(onPaper);
      }
      chart.options.plugins.legend.labels.color = ink(onPaper);
      chart.resize();
      chart.update("none");
    }
  };

  window.addEventListener("load", () => {
    // After unfold has drawn them, which waits for the same event.
    setTimeout(() => paint(false));
    new MutationObserver(() => paint(false)).observe(document.documentElement, {
      attributeFilter: ["class"],
    });
  });
  window.addEventListener("beforeprint", () => paint(true));
  window.addEventListener("afterprint", () => paint(false));
})();
