/** A colour in sRGB, 0 … 255. */
export interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

let context: CanvasRenderingContext2D | null = null;

/** Any CSS colour over `under`; null when it is none. The canvas does the parsing. */
export function parseColour(text: string, under: Rgb): Rgb | null {
  if (text.trim() === "") return null;
  context ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  // An unknown colour leaves fillStyle as it was: two different probes tell.
  context.fillStyle = "#000";
  context.fillStyle = text;
  const first = context.fillStyle;
  context.fillStyle = "#fff";
  context.fillStyle = text;
  if (context.fillStyle !== first) return null;
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = css(under);
  context.fillRect(0, 0, 1, 1);
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return { r: r!, g: g!, b: b! };
}

export function css({ r, g, b }: Rgb, alpha = 1): string {
  return alpha === 1 ? `rgb(${r | 0} ${g | 0} ${b | 0})` : `rgb(${r | 0} ${g | 0} ${b | 0} / ${alpha})`;
}

/** `part` of `b` in `a`, in OKLab: mixes stay clear where sRGB goes grey. */
export function mix(a: Rgb, b: Rgb, part: number): Rgb {
  const from = toLab(a);
  const to = toLab(b);
  return fromLab([0, 1, 2].map((i) => from[i]! + (to[i]! - from[i]!) * part));
}

/** The same colour with its lightness (0 … 1, as the eye sees it) brought into a range. */
export function withLightness(colour: Rgb, least: number, most: number): Rgb {
  const [l, a, b] = toLab(colour);
  return fromLab([Math.min(Math.max(l!, least), most), a!, b!]);
}

export function lightness(colour: Rgb): number {
  return toLab(colour)[0]!;
}

/** WCAG contrast ratio, 1 … 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
}

function luminance({ r, g, b }: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function encoded(value: number): number {
  const part = value <= 0.0031308 ? value * 12.92 : 1.055 * Math.max(value, 0) ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(Math.max(part, 0), 1) * 255);
}

function toLab(colour: Rgb): number[] {
  const r = linear(colour.r);
  const g = linear(colour.g);
  const b = linear(colour.b);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function fromLab([L, a, b]: number[]): Rgb {
  const l = (L! + 0.3963377774 * a! + 0.2158037573 * b!) ** 3;
  const m = (L! - 0.1055613458 * a! - 0.0638541728 * b!) ** 3;
  const s = (L! - 0.0894841775 * a! - 1.291485548 * b!) ** 3;
  return {
    r: encoded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    g: encoded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    b: encoded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  };
}
