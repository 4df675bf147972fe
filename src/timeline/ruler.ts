/** A tick of the ruler: where, and its text. */
export interface Tick {
  readonly atMs: number;
  readonly text: string;
}

/**
 * Ticks at round times, at least `gapPx` apart. The texts show as many digits as the step needs, so that two
 * neighbours never read the same.
 */
export function ticks(startMs: number, endMs: number, widthPx: number, gapPx: number): Tick[] {
  const span = endMs - startMs;
  if (!(span > 0) || !(widthPx > 0)) return [];
  const step = roundStep((span / widthPx) * gapPx);
  const result: Tick[] = [];
  for (let n = Math.max(0, Math.ceil(startMs / step - 1e-9)); n * step <= endMs; n++) {
    result.push({ atMs: n * step, text: tickText(n * step, step) });
  }
  return result;
}

/** The smallest of 1, 2, 5 × 10ⁿ milliseconds that is at least `ms`; above a minute, parts of an hour. */
export function roundStep(ms: number): number {
  for (const step of [15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000]) {
    if (ms > 10_000 && ms <= step) return step;
  }
  const power = 10 ** Math.floor(Math.log10(ms));
  for (const factor of [1, 2, 5]) if (factor * power >= ms * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

function tickText(atMs: number, step: number): string {
  if (atMs === 0) return "0";
  if (step >= 15_000) return clockText(atMs);
  if (step >= 1000) return `${trimmed(atMs / 1000, 0)} s`;
  if (atMs >= 1000 && step >= 10) return `${trimmed(atMs / 1000, digits(step / 1000))} s`;
  if (step >= 0.001 || atMs >= 1) return `${trimmed(atMs, digits(step))} ms`;
  return `${trimmed(atMs * 1000, digits(step * 1000))} µs`;
}

function clockText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")} min`;
}

function digits(step: number): number {
  return Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
}

function trimmed(value: number, fraction: number): string {
  return value.toFixed(Math.min(fraction, 6));
}

/** A duration as people say it: three significant digits, "1.24 s", "349 ms", "12.1 ms", "40 µs". */
export function durationText(ms: number): string {
  if (Number.isNaN(ms)) return "–";
  const size = Math.abs(ms);
  if (size < 0.00005) return "0 ms";
  if (size < 0.9995) return `${significant(ms * 1000)} µs`;
  if (size < 999.5) return `${significant(ms)} ms`;
  if (size < 99_950) return `${significant(ms / 1000)} s`;
  const minutes = Math.floor(Math.round(size / 1000) / 60);
  return `${minutes} min ${Math.round(size / 1000) % 60} s`;
}

function significant(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  const text = value.toFixed(size >= 9.995 ? 1 : 2);
  return text.replace(/\.?0+$/, "");
}

/** "1,284". The page's language must not change what a screenshot or a test reads. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}
