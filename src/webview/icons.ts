import { svg } from "./dom.ts";

/** Small line drawings on a 16 × 16 grid, in the colour of the text beside them. */
const PATHS = {
  again: ["M12.5 5A5.2 5.2 0 1 0 13.2 8.6", "M12.8 2v3.4H9.4"],
  stop: ["M4 4h8v8H4z"],
  follow: ["M2.5 8h8", "M7.5 4.5 11 8l-3.5 3.5", "M13.5 3v10"],
  search: ["M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4", "M10.2 10.2 13.5 13.5"],
  all: ["M2.5 3v10", "M13.5 3v10", "M4.5 8h7", "M6.5 6l-2 2 2 2", "M9.5 6l2 2-2 2"],
  close: ["M4 4l8 8", "M12 4l-8 8"],
  previous: ["M10 3.5 5.5 8l4.5 4.5"],
  next: ["M6 3.5 10.5 8 6 12.5"],
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGElement {
  const paths = PATHS[name].map((d) => svg("path", { d }));
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    ...paths,
  );
}
