import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHtml } from "../../src/export/html.ts";
import { ASKING } from "../export/traces.ts";
import { trace } from "../model/trace-language.ts";
import { buildAssets, drawn, launch } from "./page.ts";
import { dashboard, join, server } from "./traces.ts";

let browser: Browser;
let folder: string;
let assets: Awaited<ReturnType<typeof buildAssets>>;

beforeAll(async () => {
  folder = mkdtempSync(joinPath(tmpdir(), "awaitscope-viewer-"));
  [browser, assets] = await Promise.all([launch(), buildAssets()]);
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens an exported page; whatever it asks of the network, or throws, is in `strays`. */
async function open(trace: Uint8Array, title = "dashboard.ts"): Promise<{ page: Page; strays: string[] }> {
  const file = joinPath(folder, `${Math.random().toString(36).slice(2)}.html`);
  writeFileSync(file, createHtml({ trace, title, assets }));
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const strays: string[] = [];
  page.on("pageerror", (error) => strays.push(`error ${error.message}`));
  page.on("console", (message) => strays.push(`${message.type()} ${message.text()}`));
  page.on("dialog", (dialog) => strays.push(`dialog ${dialog.message()}`));
  page.on("request", (request) => {
    if (!/^(file|blob):/.test(request.url())) strays.push(`request ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  await drawn(page, trace.length);
  return { page, strays };
}

const rowNames = (page: Page) => page.locator(".row .row-name").allTextContents();

/** How many different colours a stretch of the canvas shows. */
async function colours(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".bars")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const seen = new Set<number>();
    for (let at = 0; at < data.length; at += 4) seen.add((data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!);
    return seen.size;
  });
}

/** A point of the canvas: row by the tree's label, time as a part of the width. */
async function pointOf(page: Page, label: RegExp, part: number): Promise<{ x: number; y: number }> {
  const row = (await page.getByRole("treeitem", { name: label }).first().boundingBox())!;
  const canvas = (await page.locator(".bars").boundingBox())!;
  return { x: canvas.x + canvas.width * part, y: row.y + 11 };
}

describe("an exported page", () => {
  let page: Page;
  let strays: string[];

  beforeEach(async () => {
    ({ page, strays } = await open(join(dashboard())));
    return async () => {
      await page.context().close();
    };
  });

  it("shows rows, bars and counts, and asks the network for nothing", async () => {
    expect(await rowNames(page)).toEqual(expect.arrayContaining(["Event loop", "main", "loadDashboard", "audit"]));
    expect(await page.locator(".counts").textContent()).toContain("82 tasks · 159 awaits · 640 ms");
    expect(await colours(page)).toBeGreaterThan(20);
    expect(strays).toEqual([]);
  });

  it("packs what does not fit a row each, and opens it", async () => {
    const pack = page.getByRole("treeitem", { name: /34 more, packed/ });
    expect(await pack.getAttribute("aria-expanded")).toBe("false");
    expect(await pack.getAttribute("aria-label")).toContain("1 rejected");
    const before = (await pack.boundingBox())!.height;
    await pack.locator(".twisty").click();
    await page.waitForFunction((height) => document.querySelector(".row.pack")!.clientHeight > height * 3, before);
  });

  it("keeps rows in sight in a low panel, and as much of the details as there is room for", async () => {
    await page.setViewportSize({ width: 560, height: 300 });
    const row = page.getByRole("treeitem", { name: /^main/ });
    await expect.poll(async () => (await page.locator(".body").boundingBox())!.height).toBeGreaterThanOrEqual(96);
    const [body, details, shown] = [
      await page.locator(".body").boundingBox(),
      await page.locator(".details").boundingBox(),
      await row.boundingBox(),
    ];
    expect(shown!.y + shown!.height).toBeLessThanOrEqual(body!.y + body!.height);
    expect(details!.y).toBeGreaterThanOrEqual(body!.y + body!.height);
    expect(details!.y + details!.height).toBeLessThanOrEqual(300);
  });

  it("moves rows and bars together when a row is brought into sight from outside", async () => {
    await page
      .getByRole("treeitem", { name: /34 more, packed/ })
      .locator(".twisty")
      .click();
    await page.waitForFunction(() => document.querySelector(".row.pack")!.clientHeight > 60);
    const main = page.getByRole("treeitem", { name: /^main/ });
    const before = (await main.boundingBox())!.y;
    await page.locator(".tree").evaluate((tree) => tree.scrollTo(0, 10));
    await page.waitForFunction((y) => document.querySelector(".row .row-name")!.getBoundingClientRect().y < y, before);
    await expect.poll(async () => before - (await main.boundingBox())!.y).toBe(10);
    expect(await page.locator(".tree").evaluate((tree) => tree.scrollTop)).toBe(0);
    expect(
      await page.evaluate(() => [...document.querySelectorAll("*")].some(({ scrollTop }) => scrollTop === 10)),
    ).toBe(true);
    const { x, y } = await pointOf(page, /^main/, 0.5);
    await page.mouse.move(x, y);
    await page.locator(".tip").getByText("For loadDashboard()").waitFor();
  });

  it("tells what a bar is when the pointer rests on it", async () => {
    const { x, y } = await pointOf(page, /^main/, 0.5);
    await page.mouse.move(x, y);
    const tip = page.locator(".tip");
    await tip.waitFor();
    expect(await tip.textContent()).toMatch(/await loadDashboard\(ids\)613 msFor loadDashboard\(\)/);
    expect(await tip.textContent()).toContain("dashboard.ts:41");
  });

  it("takes the selected await apart", async () => {
    const { x, y } = await pointOf(page, /^loadDashboard/, 0.7);
    await page.mouse.click(x, y);
    const details = page.locator(".details");
    await details.getByText("Promise.all of 38").waitFor();
    const text = await details.textContent();
    expect(text).toContain("await Promise.all(ids.map(loadUser))");
    expect(text).toContain("dashboard.ts:7");
    expect(text).toMatch(/loop busy .* in parseCsv/);
    expect(text).toContain("The only execution");
    expect(await details.locator(".anatomy").getAttribute("aria-label")).toMatch(/waiting .*loop busy/);
    await page.keyboard.press("Escape");
    await details.getByText("Longest waits").waitFor();
  });

  it("steps through the executions of a site, and follows the chain", async () => {
    await page.locator(".entry", { hasText: "db.get(id)" }).click();
    const stepper = page.locator(".stepper");
    const first = await stepper.textContent();
    await page.getByRole("button", { name: /Next execution/ }).click();
    await page.waitForFunction((old) => document.querySelector(".stepper")!.textContent !== old, first);
    expect(await page.locator(".details").textContent()).toContain("All 38 executions");
    expect(await page.locator(".histogram rect.current").count()).toBe(1);
    await page.locator(".flow .link", { hasText: "loadDashboard" }).click();
    await page.getByText("Promise.all of 38").waitFor();
  });

  it("zooms, pans and comes back with keys", async () => {
    const width = () => page.locator(".overview .window").evaluate((element) => element.clientWidth);
    const left = () => page.locator(".overview .window").evaluate((element) => element.getBoundingClientRect().left);
    const whole = await width();
    for (let n = 0; n < 4; n++) await page.keyboard.press("w");
    await page.waitForFunction((most) => document.querySelector(".window")!.clientWidth < most / 3, whole);
    const from = await left();
    await page.keyboard.press("a");
    await page.waitForFunction((x) => document.querySelector(".window")!.getBoundingClientRect().left < x - 2, from);
    await page.keyboard.press("0");
    await page.waitForFunction((most) => document.querySelector(".window")!.clientWidth === most, whole);
  });

  it("zooms about the pointer with control and the wheel", async () => {
    const { x, y } = await pointOf(page, /^main/, 0.5);
    await page.mouse.move(x, y);
    const whole = await page.locator(".overview .window").evaluate((element) => element.clientWidth);
    await page.keyboard.down("Control");
    for (let n = 0; n < 6; n++) await page.mouse.wheel(0, -200);
    await page.keyboard.up("Control");
    await page.waitForFunction((most) => document.querySelector(".window")!.clientWidth < most / 10, whole);
  });

  it("moves through the tree with the keyboard", async () => {
    await page.locator(".tree").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction(() => !document.querySelector(".tree")!.textContent!.includes("login"));
    const active = await page.locator(".tree").getAttribute("aria-activedescendant");
    expect(await page.locator(`#${active}`).getAttribute("aria-label")).toMatch(/^loadDashboard/);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector(".tree")!.textContent!.includes("login"));
    await page.keyboard.press("Enter");
    await page.getByText("All").first().waitFor();
    expect(await page.locator(".unseen").textContent()).toMatch(/^async function loadDashboard, 615 ms, fulfilled/);
  });

  it("filters by function, file and awaited text, and goes from match to match", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("fetch orders");
    await page.waitForFunction(() => document.querySelector(".matches")!.textContent === "38");
    await page.waitForFunction(() => !document.querySelector(".tree")!.textContent!.includes("readNotes"));
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector(".details")!.textContent!.includes("1 of 38"));
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector(".tree")!.textContent!.includes("readNotes"));
    await page.keyboard.type("no such thing");
    await page.waitForFunction(() => document.querySelector(".matches")!.textContent === "No match");
  });

  it("says in words which tasks never settled", async () => {
    const label = await page.getByRole("treeitem", { name: /^audit/ }).getAttribute("aria-label");
    expect(label).toContain("1 never settled");
    const { x, y } = await pointOf(page, /^audit/, 0.9);
    await page.mouse.move(x, y);
    await page.locator(".tip").waitFor();
    expect(await page.locator(".tip").textContent()).toContain("Had not settled when the program ended");
  });
});

describe("many tasks", () => {
  it("stay a few rows", async () => {
    const { page, strays } = await open(join(server(5000, 5)));
    expect(await page.locator(".counts").textContent()).toContain("10,000 tasks · 30,000 awaits");
    expect((await rowNames(page)).length).toBeLessThan(15);
    const { x, y } = await pointOf(page, /4,3\d\d more, packed/, 0.5);
    await page.mouse.move(x, y);
    expect(strays).toEqual([]);
    await page.context().close();
  });
});

describe("hostile names", () => {
  const names = [
    "</script><script>alert(1)</script>",
    "<img src=https://example.invalid/x onerror=alert(2)>",
    '"><svg onload=alert(3)>',
    "javascript:alert(4)",
    "<!--<script>",
    "\u202eevil\u0000\ud800",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a name that a template would run
    "${alert(5)}{{6*7}}",
  ];

  it("stay text everywhere", async () => {
    const { Program } = await import("./traces.ts");
    const program = new Program("/app/<b>x</b></script>.ts");
    let parent = 0;
    names.forEach((name, i) => {
      const own = program.site(0, 1 + i * 10, name);
      const wait = program.site(1, 2 + i * 10, `await${name}`, own);
      const task = program.call(i, own, parent);
      program.wait(task, wait, i + 1, 100 - i, 0);
      program.end(101 - i, task);
      parent = task;
    });
    const { page, strays } = await open(join(program.chunks(110)), names[0]);
    expect(await page.locator(".title").textContent()).toBe(names[0]);
    for (const part of [0.3, 0.5]) {
      const { x, y } = await pointOf(page, /img src/, part);
      await page.mouse.click(x, y);
      await page.mouse.move(x + 3, y);
      await page.locator(".tip").waitFor();
    }
    expect(await rowNames(page)).toContain(names[1]);
    expect(await page.locator("img, .row script, .details script, .tip svg").count()).toBe(0);
    expect(strays).toEqual([]);
    await page.context().close();
  });
});

describe("futures", () => {
  const FUTURES = `
    file /app/main.ts
    site main function 1:1 main
    site shared promise 2:9 in main new Promise(open)
    site forgotten promise 4:9 in main new Promise(forget)
    site use await 6:3 in main opened
    thread main
    0 turn Timeout
    0 call 1 main
    1 made 2 shared
    2 made 3 forgotten
    6 suspend 1 use on 2
    7 call 4 main
    8 suspend 4 use on 2
    8 turn-end
    20 turn TCP
    20 resume 1
    21 end 1
    22 resume 4
    23 end 4
    24 turn-end
    end 100
  `;

  it("are listed, those that nobody used first, and lead to the awaits on them and back", async () => {
    const { page, strays } = await open(trace(FUTURES), "main.ts");
    const rows = page.locator(".future:visible");
    await rows.first().waitFor();
    expect(await rows.allTextContents()).toEqual(["?new Promise(forget)main.ts:42 ms–0"]);
    await page.getByRole("button", { name: "All 2" }).click();
    await page.getByRole("option", { name: /new Promise\(open\).*fulfilled within 19 ms, 2 awaits/ }).click();
    const details = page.locator(".details");
    await details.getByText("Used by 2 awaits").waitFor();
    expect(await details.textContent()).toMatch(/made by main.*settled not later than 20 ms in the turn of a socket/);
    expect(await page.locator(".future.current").textContent()).toContain("new Promise(open)");
    await details.getByRole("button", { name: /Show the await in main, from 8 ms/ }).click();
    await details.getByText("also awaited by").waitFor();
    await details.getByRole("button", { name: "new Promise(open)" }).click();
    await details.getByText("Used by 2 awaits").waitFor();
    expect(strays).toEqual([]);
    await page.context().close();
  });

  it("are reached by keyboard, ordered, and searched", async () => {
    const { page } = await open(trace(FUTURES), "main.ts");
    await page.getByRole("button", { name: "All 2" }).click();
    const texts = () => page.locator(".future:visible .entry-text").allTextContents();
    const shows = (expected: readonly string[]) => expect.poll(texts, { timeout: 10_000 }).toEqual(expected);
    await shows(["new Promise(open)", "new Promise(forget)"]);
    await page.getByRole("button", { name: "Made" }).click();
    await shows(["new Promise(forget)", "new Promise(open)"]);
    await page.getByRole("listbox").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.locator(".details").getByText("Used by 2 awaits").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("listbox");
    expect(await page.locator(".unseen").textContent()).toBe("Future new Promise(open), fulfilled, 2 awaits");
    await page.locator(".search input").fill("forget");
    await shows(["new Promise(forget)"]);
    await page.context().close();
  });

  it("stay a few rows in the document, however many there are", async () => {
    const made = Array.from({ length: 5000 }, (_, i) => `${i / 100} made ${i + 2} shared`).join("\n");
    const many = `file /app/main.ts\nsite main function 1:1 main\nsite shared promise 2:9 in main new Promise(open)
      thread main\n0 turn Timeout\n0 call 1 main\n${made}\n51 end 1\n51 turn-end\nend 100`;
    const { page } = await open(trace(many), "main.ts");
    await page.getByRole("button", { name: "Unused 5,000" }).waitFor();
    await page.getByRole("listbox").focus();
    await page.keyboard.press("End");
    await page.locator('.future[aria-posinset="5000"]').waitFor();
    expect(await page.locator(".future").count()).toBeLessThan(40);
    await page.context().close();
  });
});

describe("threads that talk", () => {
  it("shows who sent the message that called a task, and goes there", async () => {
    const { page, strays } = await open(trace(ASKING), "main.ts");
    await page.getByRole("treeitem", { name: /^answer/ }).click();
    const details = page.locator(".details");
    await details.getByText("sent by").waitFor();
    expect(await details.textContent()).toContain(
      "message from the main thread, sent by ask at 1 ms; 9.1 ms on the way",
    );
    await details.getByTitle("Show ask").click();
    await details.getByText("Awaits of ask").waitFor();
    await details.locator(".entry", { hasText: "next()" }).last().click();
    await details.getByText("message from worker 1").waitFor();
    expect(strays).toEqual([]);
    await page.context().close();
  });
});
