import type { Executions } from "../timeline/executions.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { svg } from "./dom.ts";

const WIDTH = 280;
const HEIGHT = 64;
const GAP = 2;

/** How the executions' times are spread; the selected one's bar stands out, and the axis names both ends. */
export function histogram({ bins, edgesMs, bin }: Executions): HTMLElement {
  const most = bins.reduce((a, b) => Math.max(a, b), 1);
  const pitch = WIDTH / bins.length;
  const bars = Array.from(bins, (count, i) => {
    // A bin with anything in it is seen, even beside one of a million.
    const height = count === 0 ? 1 : Math.max(3, (count / most) * (HEIGHT - 2));
    const range = `${durationText(edgesMs[i]!)} – ${durationText(edgesMs[i + 1]!)}: ${countText(count)}`;
    return svg(
      "rect",
      {
        class: i === bin ? "bin current" : count === 0 ? "bin none" : "bin",
        x: i * pitch,
        y: HEIGHT - height,
        width: Math.max(1, pitch - GAP),
        height,
      },
      svg("title", {}, range),
    );
  });
  const label = `Histogram from ${durationText(edgesMs[0]!)} to ${durationText(edgesMs[bins.length]!)}`;
  const box = document.createElement("div");
  box.className = "histogram";
  const ends = document.createElement("div");
  ends.className = "histogram-ends dim";
  for (const text of [durationText(edgesMs[0]!), durationText(edgesMs[bins.length]!)]) {
    const end = document.createElement("span");
    end.textContent = text;
    ends.append(end);
  }
  box.append(
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
      ...bars,
    ),
    ends,
  );
  return box;
}
