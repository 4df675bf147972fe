/** Takes from a runner's output what differs between two plain runs: times, process numbers, the machine's name. */

interface Options {
  readonly folder: string;
  /** Lines that come in any order are put in the order of the alphabet, without the empty ones between them. */
  readonly sorted: boolean;
}

const DIFFERS: readonly [RegExp, string][] = [
  [/\(node:\d+\)/g, "(node:PID)"],
  // In reports as JSON: times, and what is made of them.
  [/"(duration|runtime|start|end|speed|startTime|endTime|loadTestEnvironment\w+|setupFiles\w+|slow|startAt)":(\s?)(?:"[^"]*"|[\d.]+|true|false)/g, '"$1":$2"TIME"'],
  [/\\"(duration|start|end|speed)\\":(\s?)(?:\\"[^"]*\\"|[\d.]+)/g, '"$1":$2"TIME"'],
  // A duration on its own or in words: "12ms", "(0.53 s)", "Duration  1.21s (tests 41%, …)", "duration_ms 12.3".
  [/\(\d+(?:\.\d+)? ?m?s\)/g, "(TIME)"],
  [/ ?\d+(?:\.\d+)? ?(?:ms|s)\b/g, " TIME"],
  [/(duration_ms:?|time=|timestamp=|hostname=)(\s*"?)[\w.:+-]+/g, "$1$2TIME"],
  [/(Start at\s+|Time:\s+|Total:\s+|Time\s+:\s+)[^\n]*/g, "$1TIME"],
  [/ ?\(TIME\)$/gm, ""],
  [/(Duration\s+)[^\n]*/g, "$1TIME"],
];

/** Frames by which Node's own loop happens to be entered differ with the moment. */
const LOOP_FRAME = /^.*\b(?:runNextTicks|processTimers|listOnTimeout|processTicksAndRejections|processImmediate)\b.*\n/gm;

export function normalise(text: string, { folder, sorted }: Options): string {
  let same = text.replaceAll(folder, "FOLDER").replace(LOOP_FRAME, "");
  for (const [pattern, replacement] of DIFFERS) same = same.replace(pattern, replacement);
  return sorted ? same.split("\n").filter((line) => line.trim() !== "").sort().join("\n") : same;
}
