import { readdirSync, readFileSync } from "node:fs";

const laps = new Map<string, number[]>();

// Starts a clock, and returns what stops it. It stands on the line before the await that it measures.
export function lap(label: string): () => void {
  const start = performance.now();
  return () => {
    const times = laps.get(label) ?? [];
    laps.set(label, [...times, performance.now() - start]);
  };
}

export function printLaps(): void {
  console.log("\nWhat this program's own clocks say, in milliseconds:");
  console.log(row("await", "line", "count", "last", "longest"));
  for (const [label, times] of laps) {
    const longest = Math.max(...times).toFixed(1);
    console.log(row(label, findAwait(label), String(times.length), (times.at(-1) ?? 0).toFixed(1), longest));
  }
}

// The first await below the line that starts the clock.
function findAwait(label: string): string {
  for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith(".ts"))) {
    const lines = readFileSync(new URL(file, import.meta.url), "utf8").split("\n");
    const start = lines.findIndex((line) => line.includes(`lap("${label}")`));
    const line = lines.findIndex((text, index) => index > start && text.includes("await "));
    if (start >= 0) return `${file}:${line + 1}`;
  }
  return "";
}

function row(label: string, line: string, ...numbers: string[]): string {
  return `  ${label.padEnd(14)} ${line.padEnd(16)} ${numbers.map((text) => text.padStart(8)).join("")}`;
}
