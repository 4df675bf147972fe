import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createHtml } from "../../src/export/html.ts";
import type { ToView } from "../../src/protocol/messages.ts";
import { buildAssets, drawn, launch } from "./page.ts";
import { dashboard } from "./traces.ts";

let browser: Browser;
let folder: string;
let file: string;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(joinPath(tmpdir(), "awaitscope-live-"));
  file = joinPath(folder, "live.html");
  const [started, assets] = await Promise.all([launch(), buildAssets()]);
  browser = started;
  // The page as the editor makes it, with the editor's side replaced by a list of what it was told.
  const empty = createHtml({ trace: new Uint8Array(), title: "live", assets });
  const policy = /<meta http-equiv[^>]*>/;
  const trace = /<script type="application\/octet-stream"[\s\S]*?<\/script>/;
  const editor = `<script>globalThis.told = []; globalThis.kept = null; globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => told.push(message), getState: () => kept, setState: (state) => { kept = state; } });</script>`;
  const worker = `data:text/javascript;base64,${Buffer.from(assets.worker).toString("base64")}`;
  writeFileSync(
    file,
    empty
      .replace(policy, "")
      .replace(trace, "")
      .replace('<div id="app"></div>', `<div id="app"></div>${editor}`)
      .replace(/<script>(?!globalThis)/, () => `<script data-worker="${worker}">`),
  );
  expect(readFileSync(file, "utf8")).toContain("data-worker");
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, "told")).includes("ready"));
  return () => page.close();
});

const INIT: ToView = {
  kind: "init",
  title: "dashboard.ts",
  state: "running",
  canRun: true,
  problem: "",
  restore: "r1",
};

async function post(message: ToView | Record<string, unknown>): Promise<void> {
  const plain = "bytes" in message ? { ...message, bytes: [...(message.bytes as Uint8Array)] } : message;
  await page.evaluate((sent) => {
    const { bytes, ...rest } = sent as { bytes?: number[] };
    window.postMessage(bytes === undefined ? rest : { ...rest, bytes: new Uint8Array(bytes) }, "*");
  }, plain);
}

async function told(kind: string): Promise<Record<string, unknown>[]> {
  const all = (await page.evaluate(() => Reflect.get(globalThis, "told"))) as Record<string, unknown>[];
  return all.filter((message) => message.kind === kind);
}

async function postChunks(chunks: readonly Uint8Array[], from = 0): Promise<number> {
  let offset = from;
  for (const bytes of chunks) {
    await post({ kind: "bytes", offset, bytes });
    offset += bytes.length;
  }
  return offset;
}

it("waits for the first event, fills, follows, stops following, and ends", async () => {
  await post(INIT);
  await page.getByText("Waiting for the first event").waitFor();
  await page.getByText("Live").waitFor();
  expect(await page.getByRole("button", { name: "Trace again" }).isDisabled()).toBe(true);

  const chunks = dashboard();
  const half = chunks.slice(0, Math.ceil(chunks.length / 2));
  const at = await postChunks(half);
  await page.locator(".row").first().waitFor();
  expect(await page.getByText("Waiting for the first event").isVisible()).toBe(false);
  const follow = page.getByRole("button", { name: "Follow" });
  expect(await follow.isVisible()).toBe(false);

  await page.locator(".bars").focus();
  await page.keyboard.press("w");
  await page.keyboard.press("a");
  await follow.waitFor();
  await follow.click();
  await follow.waitFor({ state: "hidden" });

  const end = await postChunks(chunks.slice(half.length), at);
  await post({ kind: "state", state: "ended", problem: "" });
  await page.getByText("Ended").waitFor();
  await drawn(page, end);
  expect(await page.getByRole("button", { name: "Trace again" }).isEnabled()).toBe(true);
  expect((await told("drawn")).at(-1)).toEqual({ kind: "drawn", offset: end, tasks: 82, awaits: 159 });
});

it("opens the source of what is clicked, and moves the keyboard on a second click", async () => {
  await post({ ...INIT, state: "ended" });
  await drawn(page, await postChunks(dashboard()));
  const row = (await page.getByRole("treeitem", { name: /^main/ }).boundingBox())!;
  const canvas = (await page.locator(".bars").boundingBox())!;
  const [x, y] = [canvas.x + canvas.width / 2, row.y + 11];
  const at = { file: "/app/src/dashboard.ts", line: 41, column: 10 };
  await page.mouse.click(x, y);
  await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, "told")).includes("openSource"));
  expect(await told("openSource")).toEqual([{ kind: "openSource", at, preserveFocus: true }]);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, "told")).includes('"preserveFocus":false'));
});

it("reveals a place, even before its bytes are here", async () => {
  await post({ ...INIT, state: "ended" });
  await post({ kind: "reveal", at: { file: "/app/src/dashboard.ts", line: 11, column: 10 }, all: true });
  await postChunks(dashboard());
  await page.getByText("All 38 executions").waitFor();
  await post({ kind: "reveal", at: { file: "/app/src/other.ts", line: 1, column: 1 }, all: false });
  await page.getByText("This code has not run in this trace").waitFor();
});

it("starts anew when a new trace comes", async () => {
  await post(INIT);
  await drawn(page, await postChunks(dashboard()));
  await post({ kind: "state", state: "starting", problem: "" });
  const end = await postChunks(dashboard(3));
  await page.waitForFunction(
    (offset) => JSON.stringify((Reflect.get(globalThis, "told") as unknown[]).at(-1)).includes(`"offset":${offset}`),
    end,
  );
  expect((await told("drawn")).at(-1)).toMatchObject({ tasks: 13 });
});

it("says what is wrong, and lets the host know", async () => {
  await post({ ...INIT, state: "failed", problem: "No Node was found." });
  await page.getByRole("alert").waitFor();
  expect(await page.getByRole("alert").textContent()).toBe("No Node was found.");
  await post({ kind: "state", state: "ended", problem: "" });
  await post({
    kind: "bytes",
    offset: 0,
    bytes: new TextEncoder().encode("this is no trace at all, not even nearly one, is it"),
  });
  await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, "told")).includes('"error"'));
  expect((await page.getByRole("alert").textContent())!.length).toBeGreaterThan(10);
});

it("ignores what is no message", async () => {
  await post(INIT);
  const strays: string[] = [];
  page.on("pageerror", (error) => strays.push(error.message));
  for (const nothing of [
    { kind: "bytes", offset: -1 },
    { kind: "init", title: 5 },
    { kind: "state", state: "exploded", problem: "" },
    { kind: "reveal", at: null, all: true },
    { kind: "__proto__" },
    { nothing: true },
  ]) {
    await post(nothing);
  }
  await page.getByText("Waiting for the first event").waitFor();
  expect(strays).toEqual([]);
  expect(await told("error")).toEqual([]);
});

it("keeps what a reload needs", async () => {
  await post(INIT);
  await drawn(page, await postChunks(dashboard()));
  await page.locator(".bars").focus();
  for (let n = 0; n < 3; n++) await page.keyboard.press("w");
  await page.keyboard.press("a");
  await page.waitForFunction(() => JSON.stringify(Reflect.get(globalThis, "kept")).includes('"startMs"'));
  expect(await page.evaluate(() => Reflect.get(globalThis, "kept").restore)).toBe("r1");
});
