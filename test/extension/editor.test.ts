import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, type RunnerTestCase } from "vitest";
import { root } from "./code-server.ts";
import { copyExamples, Editor } from "./driver.ts";
import { awaitIn, readFigures, readLaps } from "./laps.ts";
import { poll, type Timeline, type Workbench } from "./workbench.ts";

/** `AWAITSCOPE_SCREENSHOTS=update` takes the README's pictures anew; otherwise they go where nobody looks unless a test fails. */
const pictures = join(
  root,
  process.env.AWAITSCOPE_SCREENSHOTS === "update" ? "media/screenshots" : ".cache/test/screenshots",
);

const TRACE = "Awaitscope: Trace Async File";

describe("tracing the dashboard", () => {
  let editor: Editor;
  let workbench: Workbench;
  let timeline: Timeline;

  beforeAll(async () => {
    editor = await Editor.start(copyExamples);
    workbench = await editor.open();
    await workbench.openFile("dashboard.ts");
    await workbench.command(TRACE);
    timeline = await workbench.timeline();
    await timeline.ended();
  });
  afterEach(({ task }) => keepPicture(workbench, task));
  afterAll(() => editor?.close());

  // The first timeline of a window comes with the editor's own start of its frames, which on a busy machine takes
  // longer than the program; the second is there from the beginning.
  it("fills the timeline while the program runs", async () => {
    const whole = await poll(async () => {
      const counts = await timeline.counts();
      return counts.tasks > 100 ? counts : null;
    }, "the first run to be drawn");
    await workbench.command(TRACE);
    const grown: number[] = [];
    await poll(async () => {
      grown.push((await timeline.counts()).awaits);
      return grown.at(-1) === whole.awaits && Math.min(...grown) < whole.awaits ? true : null;
    }, "the second run to end");
    const fresh = grown.slice(grown.findIndex((awaits) => awaits < whole.awaits));
    expect(new Set(fresh).size).toBeGreaterThan(3);
    expect(fresh).toEqual(fresh.toSorted((a, b) => a - b));
    await timeline.ended();
  });

  it("tells in hovers what the program's own clocks say", async () => {
    await workbench.terminalSays(/warehouse +dashboard\.ts/);
    const laps = readLaps(await workbench.terminalText());
    expect(laps.length).toBeGreaterThanOrEqual(6);
    for (const lap of laps) {
      await workbench.openFile(lap.file);
      const hover = await workbench.hover(lap.line, awaitIn(editor.folder, lap));
      const figures = readFigures(await hover.innerText());
      // What else runs on the machine lies between the two clocks; `waits.test.ts` compares them closely.
      const close = (ms: number) => Math.max(40, ms * 0.1);
      expect(figures.count, lap.label).toBe(lap.count);
      expect(Math.abs(figures.last! - lap.last), `${lap.label}, last`).toBeLessThanOrEqual(close(lap.last));
      expect(Math.abs(figures.max! - lap.longest), `${lap.label}, longest`).toBeLessThanOrEqual(close(lap.longest));
    }
  });

  it("tells what a for await and an async function did", async () => {
    await workbench.openFile("dashboard.ts");
    const source = readFileSync(join(editor.folder, "dashboard/dashboard.ts"), "utf8").split("\n");
    const lineOf = (text: string) => source.findIndex((line) => line.includes(text)) + 1;
    const loop = await workbench.hover(lineOf("for await (const order"), "await");
    expect(await loop.innerText()).toMatch(/^for await orders\(6\)/);
    const name = await workbench.hover(lineOf("async function loadConfig"), "loadConfig");
    expect(await name.innerText()).toMatch(/^async loadConfig\(\) — 1 call/);
  });

  it("selects the line of a bar that is clicked", async () => {
    const { file, line } = await timeline.clickBar();
    await workbench.page.locator(".tab.active", { hasText: file }).first().waitFor();
    await workbench.focusCode();
    await poll(async () => ((await workbench.selection()).startsWith(`Ln ${line},`) ? true : null), `line ${line}`);
    expect(await workbench.selection()).toMatch(/\(\d+ selected\)/);
  });

  it.each(["dark", "light"] as const)("looks as it should in %s", async (kind) => {
    if (kind === "light") await workbench.choose("Preferences: Color Theme", "Light Modern");
    await workbench.themeIs(kind);
    await workbench.openFile("users.ts");
    if (kind === "dark") await workbench.command("View: Close Primary Side Bar");
    if (kind === "dark") await workbench.command("View: Hide Panel");
    const hover = await workbench.hover(31, "await get");
    await hover.getByRole("link", { name: "Show in Timeline" }).click();
    await poll(async () => /All 12 executions/i.test(await timeline.text()) || null, "the await to be selected");
    await workbench.focusCode();
    await workbench.hover(31, "await get");
    await workbench.page.waitForTimeout(500);
    await workbench.screenshot(join(pictures, `dashboard-${kind}.png`));
  });

  it("says that a result is from before an edit, and moves the others along", async () => {
    await workbench.openFile("users.ts");
    await workbench.goTo(27, 1);
    await workbench.page.keyboard.type("\n\n");
    const moved = await workbench.hover(29, "await findName");
    expect(await moved.innerText()).not.toContain("before the edit");
    await workbench.goTo(29, "  const name = await findName(".length + 1);
    await workbench.page.keyboard.type("1 + ");
    expect(await (await workbench.hover(29, "await findName")).innerText()).toContain("from before the edit");
  });

  it("exports a page that carries its trace", async () => {
    await workbench.command("Awaitscope: Export as HTML…", { opensAnother: true });
    const path = join(editor.folder, "dashboard.html");
    await workbench.saveAs(path);
    const page = await poll(async () => (existsSync(path) && readFileSync(path, "utf8")) || null, "the page");
    expect(page).toContain("awaitscope-trace");
  });

  it("restores the timeline when the window is loaded again", async () => {
    const before = await timeline.counts();
    await workbench.page.reload();
    await workbench.ready();
    const restored = await workbench.timeline();
    await poll(async () => ((await restored.counts()).awaits === before.awaits ? true : null), "the same counts");
  });
});

describe("the program", () => {
  let editor: Editor;
  let workbench: Workbench;

  beforeAll(async () => {
    const settings = { "awaitscope.args": ["one", "two words"], "awaitscope.env": { GREETING: "welcome" } };
    editor = await Editor.start(
      (folder) => cpSync(join(root, "test/extension/workspace"), folder, { recursive: true }),
      {
        settings,
      },
    );
    workbench = await editor.open();
  });
  afterEach(({ task }) => keepPicture(workbench, task));
  afterAll(() => editor?.close());

  it("runs saved, with arguments and environment, in a terminal that can be typed at", async () => {
    await workbench.openFile("talk.ts");
    await workbench.goTo(1, 1);
    await workbench.page.keyboard.type("// edited\n");
    await workbench.command(TRACE);
    await workbench.terminalSays(/Who are you\?/);
    expect(readFileSync(join(editor.folder, "talk.ts"), "utf8")).toMatch(/^\/\/ edited\n/);
    await workbench.command("Terminal: Focus Terminal");
    await workbench.page.keyboard.type("Ada\n");
    await workbench.terminalSays(/Hello Ada, welcome, one\+two words/);
    await (await workbench.timeline()).ended();
  });

  it("ends with everything it started when it is stopped", async () => {
    await workbench.openFile("family.ts");
    await workbench.command(TRACE);
    const [, parent, child] = await workbench.terminalSays(/family (\d+) (\d+)/);
    await workbench.page.locator(".statusbar-item", { hasText: /Tracing family\.ts · \d+ waiting/ }).waitFor();
    await workbench.command("Awaitscope: Stop");
    for (const pid of [Number(parent), Number(child)]) await poll(async () => !isRunning(pid) || null, `${pid} to end`);
    await workbench.page.locator(".statusbar-item", { hasText: "Tracing" }).waitFor({ state: "hidden" });
  });
});

describe("a Node that does not fit", () => {
  let editor: Editor;

  beforeAll(async () => {
    editor = await Editor.start(copyExamples, { settings: { "awaitscope.nodePath": "/nowhere/node" } });
  });
  afterAll(() => editor?.close());

  it("is named, with a way to the setting", async () => {
    const workbench = await editor.open();
    await workbench.openFile("hola.ts");
    await workbench.command(TRACE);
    const notification = workbench.notification('The configured Node "/nowhere/node" does not run');
    await notification.waitFor();
    const timeline = await workbench.timeline();
    await poll(async () => (await timeline.text()).includes("does not run") || null, "the timeline to say so");
    await notification.getByRole("button", { name: "Open Setting" }).click();
    await workbench.page.locator(".settings-editor", { hasText: "Node Path" }).waitFor();
  });
});

describe("a workspace that is not trusted", () => {
  let editor: Editor;
  let workbench: Workbench;

  beforeAll(async () => {
    const fill = (folder: string) => {
      cpSync(join(root, "test/extension/workspace"), folder, { recursive: true });
      const cli = join(root, "dist/cli.cjs");
      execFileSync(process.execPath, [cli, "trace", "-o", join(folder, "short.awaitscope"), join(folder, "short.ts")]);
    };
    editor = await Editor.start(fill, { asksForTrust: true });
    workbench = await editor.open();
    await workbench.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  });
  afterEach(({ task }) => keepPicture(workbench, task));
  afterAll(() => editor?.close());

  it("opens traces", async () => {
    await workbench.openFile("short.awaitscope");
    const timeline = await workbench.timeline();
    await poll(async () => ((await timeline.counts()).awaits >= 5 ? true : null), "five awaits");
  });

  it("runs nothing", async () => {
    await workbench.openFile("short.ts");
    await workbench.command(TRACE);
    await workbench.notification("this workspace is not trusted").waitFor();
    expect(await workbench.page.locator(".terminal-wrapper").count()).toBe(0);
    expect(await workbench.page.locator(".statusbar-item", { hasText: "Tracing" }).count()).toBe(0);
  });
});

/** What the window looked like when a test failed, for who has to find out why. */
async function keepPicture(workbench: Workbench, { name, result }: Readonly<RunnerTestCase>): Promise<void> {
  if (result?.state !== "fail") return;
  const file = `failed ${name}.png`.replaceAll(" ", "-");
  await workbench.screenshot(join(root, ".cache/test/screenshots", file));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
