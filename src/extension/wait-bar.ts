import type { Part } from "./await-summary.ts";

export interface BarColours {
  readonly wait: string;
  readonly busy: string;
  readonly rejected: string;
}

/** By the kind of theme, since a picture in a hover cannot ask for the theme's own colours. */
export const BAR_COLOURS: Readonly<Record<"dark" | "light", BarColours>> = {
  dark: { wait: "#3a6ea5", busy: "#d7ba3d", rejected: "#f14c4c" },
  light: { wait: "#7fb2e0", busy: "#b58900", rejected: "#cd3131" },
};

const WIDTH = 400;
const HEIGHT = 10;
/** A part of the wait that would be thinner is drawn this wide, or a short hold-up of the loop would not be seen. */
const THINNEST = 1;

/** A wait as a bar, with the stretches in which the loop was busy: Markdown of an image that holds its own data. */
export function waitBar(busy: readonly Part[], isRejected: boolean, colours: BarColours): string {
  const stripes =
    `<pattern id="s" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect width="5" height="5" fill="${colours.busy}"/><rect width="2" height="5" fill="${colours.wait}"/></pattern>`;
  const parts = busy.map(({ from, to }) => {
    const width = Math.max(THINNEST, (to - from) * WIDTH);
    return `<rect x="${px(Math.min(from * WIDTH, WIDTH - width))}" width="${px(width)}" height="${HEIGHT}" fill="url(#s)"/>`;
  });
  const end = isRejected ? `<rect x="${WIDTH - 4}" width="4" height="${HEIGHT}" fill="${colours.rejected}"/>` : "";
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<defs>${stripes}<clipPath id="r"><rect width="${WIDTH}" height="${HEIGHT}" rx="2"/></clipPath></defs>` +
    `<g clip-path="url(#r)"><rect width="${WIDTH}" height="${HEIGHT}" fill="${colours.wait}"/>${parts.join("")}${end}</g></svg>`;
  return `![](data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}|width=${WIDTH},height=${HEIGHT})`;
}

function px(value: number): string {
  return value.toFixed(2);
}
