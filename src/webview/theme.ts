import { PALETTE } from "../timeline/colours.ts";
import { contrast, css, lightness, mix, parseColour, type Rgb, withLightness } from "./colour.ts";

/** The colours of one function. */
export interface Tint {
  /** Running. */
  readonly solid: string;
  /** Waiting: its surface and its edge; and several bars in one. */
  readonly fill: string;
  readonly edge: string;
  readonly merged: string;
  readonly onSolid: string;
  readonly dimSolid: string;
  readonly dimFill: string;
}

/** Every colour the canvases use, made from the editor's theme. The style sheet names the tokens (`--aw-*`). */
export interface Theme {
  readonly background: string;
  readonly panel: string;
  readonly foreground: string;
  readonly dim: string;
  readonly line: string;
  readonly faintLine: string;
  readonly hover: string;
  readonly accent: string;
  readonly focus: string;
  readonly error: string;
  readonly errorFill: string;
  readonly onError: string;
  readonly busy: string;
  /** Stripes over a wait, through which its text can be read. */
  readonly busyStripe: string;
  readonly turn: string;
  readonly turnShades: readonly string[];
  readonly tints: readonly Tint[];
  readonly highContrast: boolean;
  readonly font: string;
  readonly fontFamily: string;
}

const BLACK: Rgb = { r: 0, g: 0, b: 0 };
const WHITE: Rgb = { r: 255, g: 255, b: 255 };
/** A colour must stand out from the background by at least this ratio: the one WCAG asks of graphics. */
const LEAST_CONTRAST = 3;

export function readTheme(root: HTMLElement): Theme {
  const style = getComputedStyle(root);
  const value = (name: string) => style.getPropertyValue(name).trim();
  const background = parseColour(value("--aw-background"), BLACK) ?? { r: 31, g: 31, b: 31 };
  const dark = lightness(background) < 0.6;
  const token = (name: string, otherwise: Rgb) => parseColour(value(`--aw-${name}`), background) ?? otherwise;
  const foreground = token("foreground", dark ? WHITE : BLACK);
  const highContrast = value("--aw-high-contrast") === "1";
  const error = token("error", { r: 241, g: 76, b: 76 });
  const busy = token("warning", { r: 204, g: 167, b: 0 });
  const family = value("--aw-font") || "system-ui, sans-serif";
  return {
    background: css(background),
    panel: css(token("panel", background)),
    foreground: css(foreground),
    dim: css(token("dim", mix(background, foreground, 0.6))),
    line: css(token("line", mix(background, foreground, 0.12))),
    faintLine: css(mix(background, foreground, highContrast ? 0.3 : 0.07)),
    hover: css(mix(background, foreground, 0.05)),
    accent: css(token("accent", { r: 0, g: 120, b: 212 })),
    focus: css(token("focus", foreground)),
    error: css(error),
    errorFill: css(mix(background, error, 0.16)),
    onError: css(readableOn(error)),
    busy: css(busy),
    busyStripe: css(busy, 0.55),
    turn: css(mix(background, foreground, 0.5)),
    turnShades: Array.from({ length: 8 }, (_, i) => css(mix(background, foreground, 0.14 + (0.36 * i) / 7))),
    tints: palette(token, background, foreground, dark).map((colour) => tint(colour, background, highContrast)),
    highContrast,
    font: `11px ${family}`,
    fontFamily: family,
  };
}

/** Ten colours from the theme's six chart colours: themselves and mixes that keep away from error and warning. */
function palette(token: (name: string, otherwise: Rgb) => Rgb, background: Rgb, foreground: Rgb, dark: boolean): Rgb[] {
  const blue = token("blue", { r: 55, g: 148, b: 255 });
  const green = token("green", { r: 137, g: 209, b: 133 });
  const purple = token("purple", { r: 177, g: 128, b: 215 });
  const orange = token("orange", { r: 209, g: 134, b: 22 });
  const yellow = token("yellow", { r: 204, g: 167, b: 0 });
  const red = token("red", { r: 241, g: 76, b: 76 });
  const pink = mix(purple, red, 0.5);
  const colours = [
    blue,
    mix(blue, green, 0.6),
    purple,
    orange,
    green,
    mix(blue, purple, 0.5),
    pink,
    mix(green, yellow, 0.6),
    mix(blue, foreground, 0.4),
    mix(orange, pink, 0.5),
  ].slice(0, PALETTE);
  // One lightness for all: no function shouts. Mixes of a light theme would else be pale.
  return colours.map((colour) =>
    standOut(dark ? withLightness(colour, 0.66, 0.8) : withLightness(colour, 0.55, 0.68), background),
  );
}

function standOut(colour: Rgb, background: Rgb): Rgb {
  const away = lightness(background) < 0.6 ? WHITE : BLACK;
  let result = colour;
  for (let n = 0; n < 8 && contrast(result, background) < LEAST_CONTRAST; n++) result = mix(result, away, 0.12);
  return result;
}

function tint(colour: Rgb, background: Rgb, highContrast: boolean): Tint {
  return {
    solid: css(colour),
    fill: css(highContrast ? background : mix(background, colour, 0.24)),
    edge: css(highContrast ? colour : mix(background, colour, 0.52)),
    merged: css(mix(background, colour, 0.36)),
    onSolid: css(readableOn(colour)),
    dimSolid: css(mix(background, colour, 0.26)),
    dimFill: css(mix(background, colour, 0.08)),
  };
}

function readableOn(colour: Rgb): Rgb {
  return contrast(colour, WHITE) > contrast(colour, BLACK) * 0.8 ? WHITE : BLACK;
}
