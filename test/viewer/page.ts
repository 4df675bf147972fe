import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { createHtml } from "../../src/export/html.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The view's three texts, built afresh, so that a test never sees an old bundle. */
export async function buildAssets(): Promise<{ script: string; worker: string; style: string }> {
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: { timeline: "src/webview/main.ts", worker: "src/webview/worker.ts", style: "src/webview/style.css" },
    bundle: true,
    write: false,
    outdir: "out",
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))!.text;
  return { script: text("timeline.js"), worker: text("worker.js"), style: text("style.css") };
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Waits until the page has drawn `bytes` of the trace, or all it was given. */
export async function drawn(page: Page, bytes = 1): Promise<void> {
  await page.waitForFunction(
    (least) =>
      performance
        .getEntriesByName("awaitscope:drawn")
        .some((mark) => ((mark as PerformanceMark).detail as number) >= least),
    bytes,
  );
}

export { createHtml, readFileSync };
