/* Charts say themselves what they show, in ink that can be read, also on paper. */
(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let onPaper = false;
  const ink = () => (onPaper ? "#333" : colour("--bo-quiet"));
  const line = () => (onPaper ? "#bbb" : colour("--bo-line"));

  /* The axis knows whether figures are money; it writes them shorter. */
  const written = (chart, value) => {
    const figures = chart.options.indexAxis === "y" ? chart.scales.x : chart.scales.y;
    const { format } = figures.options.ticks;
    /* Of the machine and the queue they are of any kind. */
    if (!format) return new Intl.NumberFormat(chart.options.locale).format(value);
    const { style, currency } = format;
    const digits = style === "currency" && Math.abs(value) < 100 ? 2 : 0;
    return new Intl.NumberFormat(chart.options.locale, {
      style,
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  };

  const FONT = "12px Inter, sans-serif";
  const GAP = 6;
  const widthOf = (chart, text) => {
    const context = chart.ctx;
    context.save();
    context.font = FONT;
    const { width } = context.measureText(text);
    context.restore();
    return Math.ceil(width);
  };

  /* Beside bars, names have half of the width at most; a longer one ends with dots. */
  const shortened = (chart, line, room) => {
    if (widthOf(chart, line) <= room) return line;
    let kept = line;
    while (kept && widthOf(chart, `${kept}…`) > room) kept = kept.slice(0, -1).trimEnd();
    return `${kept}…`;
  };

  const fitNames = (chart) => {
    const { layout, scales } = chart.options;
    const figures = chart.data.datasets.flatMap(({ data }) => data);
    const widths = figures.map((value) => widthOf(chart, written(chart, value)));
    layout.padding = { right: Math.max(...widths, 0) + 2 * GAP };
    scales.y.ticks.callback = function (value) {
      const room = (chart.width - layout.padding.right) / 2 - 2 * GAP;
      return [this.getLabelForValue(value)].flat().map((line) => shortened(chart, line, room));
    };
  };

  const sayBars = (chart, context) => {
    context.textAlign = "left";
    for (const { data, index } of chart.getSortedVisibleDatasetMetas()) {
      data.forEach((bar, number) => {
        const text = written(chart, chart.data.datasets[index].data[number]);
        context.fillText(text, Math.max(bar.x, bar.base) + GAP, bar.y);
      });
    }
  };

  const sayEndOfLine = (chart, context) => {
    context.textAlign = "right";
    for (const { data, index } of chart.getSortedVisibleDatasetMetas()) {
      const { label, data: values } = chart.data.datasets[index];
      const end = data.at(-1);
      context.fillText(`${label} ${written(chart, values.at(-1))}`, end.x, end.y - 12);
    }
  };

  const direct = {
    id: "direct",
    afterDatasetsDraw(chart) {
      const context = chart.ctx;
      context.save();
      context.fillStyle = ink();
      context.font = FONT;
      context.textBaseline = "middle";
      if (chart.options.indexAxis === "y") sayBars(chart, context);
      else if (chart.config.type === "line" && chart.options.scales.y.ticks.format) {
        sayEndOfLine(chart, context);
      }
      context.restore();
    },
  };

  /* Of a bar from one figure to another the difference counts. */
  const sayPoint = ({ chart, dataset, raw }) => {
    const value = Array.isArray(raw) ? raw[1] - raw[0] : raw;
    return `${dataset.label}: ${written(chart, value)}`;
  };

  const paint = () => {
    for (const canvas of document.querySelectorAll("canvas.chart")) {
      const chart = window.Chart && Chart.getChart(canvas);
      if (!chart) continue;
      for (const scale of Object.values(chart.options.scales)) {
        scale.ticks.color = ink();
        scale.grid.color = line();
      }
      /* Times in a row are skipped, not turned, where there is no room. */
      if (chart.options.indexAxis === "y") fitNames(chart);
      else Object.assign(chart.options.scales.x.ticks, { maxRotation: 0, autoSkipPadding: 16 });
      chart.options.plugins.legend.labels.color = ink();
      chart.options.plugins.tooltip.callbacks.label = sayPoint;
      chart.resize();
      chart.update("none");
    }
  };

  window.addEventListener("load", () => {
    if (window.Chart) Chart.register(direct);
    // After unfold has drawn them, which waits for the same event.
    setTimeout(paint);
    new MutationObserver(paint).observe(document.documentElement, { attributeFilter: ["class"] });
  });
  const print = (isOn) => () => {
    onPaper = isOn;
    paint();
  };
  window.addEventListener("beforeprint", print(true));
  window.addEventListener("afterprint", print(false));
})();
