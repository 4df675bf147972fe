import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** Texts of the built view: `dist/webview/timeline.js`, `worker.js`, `style.css`. */
export interface HtmlAssets {
  readonly script: string;
  readonly worker: string;
  readonly style: string;
}

export interface HtmlOptions {
  readonly trace: Uint8Array;
  readonly title: string;
  readonly assets: HtmlAssets;
}

/** Divisible by three, so that only the last part ends in padding. */
const PART_BYTES = 3 << 17;

/**
 * One page that holds the viewer and a trace, opens from a file, and asks the network for nothing: its own policy
 * allows the two inline texts by their hashes, and the worker from a blob. The trace is data in an element that no
 * browser runs, so no name in it can become markup.
 */
export function createHtml({ trace, title, assets }: HtmlOptions): string {
  const script = inlineScript(assets.script);
  const worker = inlineScript(assets.worker);
  const style = assets.style.replaceAll("</style", "<\\/style");
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(script)}' blob:`,
    "worker-src blob:",
    `style-src '${sha256(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<script type="text/plain" id="awaitscope-worker">${worker}</script>
<script>${script}</script>
${traceElements(trace)}
</body>
</html>
`;
}

/** The packed trace in parts: the view unpacks one while the browser still parses the next. */
function traceElements(trace: Uint8Array): string {
  const packed = gzipSync(trace, { level: 6 });
  const elements: string[] = [];
  for (let from = 0; from < packed.length; from += PART_BYTES) {
    const part = packed.subarray(from, from + PART_BYTES).toString("base64");
    elements.push(`<script type="application/octet-stream" class="awaitscope-trace">${part}</script>`);
  }
  return elements.join("\n");
}

/** A script text that cannot end its element: `</script` and `<!--` only ever stand in strings and patterns. */
function inlineScript(text: string): string {
  return text.replaceAll(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

function sha256(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
