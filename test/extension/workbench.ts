import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Browser, Frame, Locator, Page } from "playwright-core";

/** A window of VS Code, driven as a person would: by keys, pointer and what is seen. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Waits until the window can take commands. */
  async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.editor").waitFor({ timeout: 60_000 });
    await this.page.locator(".statusbar-item").first().waitFor();
  }

  /** Runs a command by its name in the palette. */
  async command(name: string, { opensAnother = false } = {}): Promise<void> {
    await this.#pick(`>${name}`, name);
    if (!opensAnother) await this.#quickInputClosed();
  }

  /** Opens a file by its name in the first group, so that no second copy opens beside it. */
  async openFile(name: string): Promise<void> {
    await this.focusCode();
    await this.#pick(name, name);
    await this.#quickInputClosed();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor();
  }

  async goTo(line: number, column = 1): Promise<void> {
    await this.#pick(`:${line}:${column}`, new RegExp(`line ${line}\\b`));
    await this.#quickInputClosed();
    await poll(async () => ((await this.selection()).startsWith(`Ln ${line},`) ? true : null), `line ${line}`);
  }

  /** Takes a choice that a command offers. */
  async choose(command: string, choice: string): Promise<void> {
    await this.command(command, { opensAnother: true });
    await this.page.locator(".quick-input-widget .quick-input-filter input").fill(choice);
    await this.#pickRow(choice);
    await this.#quickInputClosed();
  }

  /** Rests the pointer on `text` in a line of the code, and returns the hover that Awaitscope shows there. */
  async hover(line: number, text: string): Promise<Locator> {
    await this.goTo(line);
    const { x, y } = await this.#placeOf(line, text);
    // From elsewhere, or the editor would not notice that the pointer came.
    await this.page.mouse.move(x + 40, y + 140);
    await this.page.mouse.move(x - 2, y, { steps: 3 });
    await this.page.mouse.move(x, y, { steps: 3 });
    const hover = this.page.locator(".monaco-hover:not(.hidden) .hover-row", { hasText: "Show in Timeline" }).first();
    await hover.waitFor();
    return hover;
  }

  /** The frame in which a timeline is drawn. */
  async timeline(): Promise<Timeline> {
    return poll(async () => {
      for (const frame of this.page.frames()) {
        const isOurs = await frame
          .locator("#app.app")
          .count()
          .catch(() => 0);
        if (isOurs > 0) return new Timeline(this.page, frame);
      }
      return null;
    }, "a timeline to open");
  }

  /** What the terminal shows now. */
  async terminalText(): Promise<string> {
    const rows = await this.page.locator(".terminal-wrapper.active .xterm-rows > div").allTextContents();
    return rows.map((row) => row.replaceAll("\u00a0", " ").trimEnd()).join("\n");
  }

  /** Waits for text in the terminal. */
  async terminalSays(pattern: RegExp): Promise<RegExpExecArray> {
    return poll(async () => pattern.exec(await this.terminalText()), `the terminal to say ${pattern}`);
  }

  /** Agrees to the path that a dialog for saving offers. */
  async saveAs(path: string): Promise<void> {
    const dialog = this.page.locator(".quick-input-widget");
    await poll(async () => ((await dialog.locator("input").first().inputValue()) === path ? true : null), path);
    await dialog.getByRole("button", { name: "OK" }).click();
  }

  /** Waits until the window has a theme of this kind. */
  async themeIs(kind: "dark" | "light"): Promise<void> {
    const type = kind === "dark" ? "vs-dark" : "vs";
    await this.page.locator(`.monaco-workbench.${type}`).first().waitFor({ state: "attached" });
  }

  /** What the code in front has selected, as the status bar says it: "Ln 4, Col 11 (20 selected)"; "" when a timeline is. */
  async selection(): Promise<string> {
    const item = this.page.locator("#status\\.editor\\.selection");
    return (await item.count()) === 0 ? "" : ((await item.textContent()) ?? "");
  }

  /** Gives the keyboard to the code beside the timeline. */
  async focusCode(): Promise<void> {
    await this.page.keyboard.press("Control+1");
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-list-item", { hasText: text });
  }

  async screenshot(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  /** A list that was made before an editor was ready lacks its commands; another one has them. */
  async #pick(typed: string, wanted: string | RegExp): Promise<void> {
    await poll(async () => {
      await this.#openQuickInput(typed);
      try {
        await this.#pickRow(wanted, 3000);
        return true;
      } catch {
        await this.page.keyboard.press("Escape");
        return null;
      }
    }, `${wanted} to be offered`);
  }

  async #pickRow(text: string | RegExp, timeout = 30_000): Promise<void> {
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().click({ timeout });
  }

  async #quickInputClosed(): Promise<void> {
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async #openQuickInput(typed: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget .quick-input-filter input");
    // F1 and not Ctrl+P, which a page in front of the focus would take for itself.
    await this.page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(typed);
  }

  async #placeOf(line: number, text: string): Promise<{ x: number; y: number }> {
    const found = await this.page.waitForFunction(placeOfText, { line, text });
    const place = await found.jsonValue();
    if (!place) throw new Error(`Line ${line} does not show "${text}"`);
    return place;
  }
}

/** Runs in the page: the middle of the first character of `text` in the line, null while it is not on screen. */
function placeOfText({ line, text }: { line: number; text: string }): { x: number; y: number } | null {
  const editor = document.querySelector(".editor-group-container.active .monaco-editor") ?? document;
  const numbers = [...editor.querySelectorAll(".line-numbers")];
  const top = numbers.find((number) => number.textContent?.trim() === String(line))?.getBoundingClientRect().top;
  for (const row of editor.querySelectorAll(".view-line")) {
    if (top === undefined || Math.abs(row.getBoundingClientRect().top - top) > 2) continue;
    const at = (row.textContent ?? "").replaceAll("\u00a0", " ").indexOf(text);
    if (at < 0) return null;
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    for (let seen = 0, node = walker.nextNode(); node; seen += node.textContent!.length, node = walker.nextNode()) {
      if (at >= seen + node.textContent!.length) continue;
      const range = document.createRange();
      range.setStart(node, at - seen);
      range.setEnd(node, at - seen + 1);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
  }
  return null;
}

/** What a timeline counts in its toolbar. */
export interface Counts {
  readonly tasks: number;
  readonly awaits: number;
}

/** The view inside a window. */
export class Timeline {
  readonly page: Page;
  readonly frame: Frame;

  constructor(page: Page, frame: Frame) {
    this.page = page;
    this.frame = frame;
  }

  async text(): Promise<string> {
    return this.frame.locator("#app").innerText();
  }

  async counts(): Promise<Counts> {
    const [, tasks = "0", awaits = "0"] = /([\d,]+) tasks? · ([\d,]+) awaits?/.exec(await this.text()) ?? [];
    return { tasks: Number(tasks.replaceAll(",", "")), awaits: Number(awaits.replaceAll(",", "")) };
  }

  /** Waits until the toolbar says "Ended". */
  async ended(): Promise<void> {
    await poll(async () => /\bEnded\b/.test(await this.text()) || null, "the trace to end");
  }

  /** Clicks the first bar of an await that the pointer meets, from the top, and returns where its details say it is. */
  async clickBar(): Promise<{ file: string; line: number }> {
    const canvas = this.frame.locator("canvas.over-bar, .stage canvas").first();
    const box = (await canvas.boundingBox())!;
    for (let y = 50; y < box.height; y += 10) {
      for (let part = 0.15; part < 0.9; part += 0.05) {
        await this.page.mouse.move(box.x + box.width * part, box.y + y);
        await this.page.waitForTimeout(20);
        if (!(await canvas.evaluate((element) => element.classList.contains("over-bar")))) continue;
        await this.page.mouse.click(box.x + box.width * part, box.y + y);
        const [, file, line] = /^await[\s\S]*?([\w.-]+):(\d+)/.exec(await this.#detailsText()) ?? [];
        if (file && line) return { file, line: Number(line) };
      }
    }
    throw new Error("No bar was met");
  }

  /** What the details say of the selection: "await login() dashboard.ts:32 …"; "" when nothing is selected in a second. */
  async #detailsText(): Promise<string> {
    const what = this.frame.locator(".details .what").first();
    return what.innerText({ timeout: 1000 }).catch(() => "");
  }
}

/** Asks until there is an answer, for at most half a minute. */
export async function poll<T>(ask: () => Promise<T | null>, what: string): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface WindowOptions {
  /** The folder to open. */
  readonly folder: string;
  readonly width?: number;
  readonly height?: number;
}

/** Opens a window on an editor's address. Closing the browser closes it. */
export async function openWorkbench(
  browser: Browser,
  address: string,
  { folder, width = 1600, height = 940 }: WindowOptions,
): Promise<Workbench> {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`);
  const workbench = new Workbench(page);
  await workbench.ready();
  return workbench;
}
