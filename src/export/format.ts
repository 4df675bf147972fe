/** Figures as people read them: three significant digits, a unit that fits, thousands separated. */

/** 0.0123 → "12.3 µs", 613.4 → "613 ms", 7412 → "7.41 s", 3_900_000 → "65 min". */
export function formatMs(ms: number): string {
  if (ms === 0) return "0 ms";
  if (ms < 0.9995) return `${digits(ms * 1000)} µs`;
  if (ms < 999.5) return `${digits(ms)} ms`;
  if (ms < 99_950) return `${digits(ms / 1000)} s`;
  return ms < 5_970_000 ? `${digits(ms / 60_000)} min` : `${digits(ms / 3_600_000)} h`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${digits(bytes / 1000)} KB`;
  return bytes < 999_500_000 ? `${digits(bytes / 1e6)} MB` : `${digits(bytes / 1e9)} GB`;
}

/** 12345 → "12,345". */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** "1 await", "2,000 awaits". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

export function formatPercent(percent: number): string {
  if (percent > 0 && percent < 0.05) return "< 0.1 %";
  return `${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

function digits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  if (value < 99.95) return value.toFixed(1);
  return String(Math.round(value));
}
