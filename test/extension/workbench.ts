import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Browser, chromium, type Frame, type Locator, type Page } from "playwright-core";

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
  async command(name: string): Promise<void> {
    await this.#quickInput(`>${name}`, name);
  }

  /** Whether the palette offers a command. */
  async offers(name: string): Promise<boolean> {
    await this.#openQuickInput(`>${name}`);
    const rows = this.page.locator(".quick-input-list .monaco-list-row");
    await rows.first().waitFor();
    const found = await rows.filter({ hasText: name }).count();
    await this.page.keyboard.press("Escape");
    return found > 0;
  }

  async openFile(name: string): Promise<void> {
    await this.#quickInput(name, name);
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.page.locator(".editor-group-container.active .view-line").first().waitFor();
  }

  async goTo(line: number, column = 1): Promise<void> {
    await this.#openQuickInput(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
  }

  /** Rests the pointer on the first place in the visible code where `text` stands, and returns the hover that appears. */
  async hover(text: string): Promise<Locator> {
    const { x, y } = await this.#placeOf(text);
    await this.page.mouse.move(x + 60, y + 120);
    await this.page.mouse.move(x - 2, y, { steps: 3 });
    await this.page.mouse.move(x, y, { steps: 3 });
    const hover = this.page.locator(".monaco-hover:not(.hidden) .hover-row", { hasText: "Show in Timeline" });
    await hover.first().waitFor();
    return hover.first();
  }

  /** The frame in which a timeline is drawn. */
  async timeline(): Promise<Frame> {
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline) {
      for (const frame of this.page.frames()) {
        if (
          await frame
            .locator("#app")
            .count()
            .catch(() => 0)
        )
          return frame;
      }
      await this.page.waitForTimeout(50);
    }
    throw new Error("No timeline opened");
  }

  /** What the editor has selected, as the status bar says it: "Ln 4, Col 11 (20 selected)". */
  async selection(): Promise<string> {
    return (await this.page.locator("#status\\.editor\\.selection").textContent()) ?? "";
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-list-item", { hasText: text });
  }

  async screenshot(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  async #quickInput(typed: string, wanted: string): Promise<void> {
    await this.#openQuickInput(typed);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: wanted }).first().click();
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async #openQuickInput(typed: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget .quick-input-filter input");
    // F1 and not Ctrl+P, which a page in front of the focus would take for itself.
    await this.page.keyboard.press("F1");
    await input.waitFor();
    await input.fill(typed);
  }

  async #placeOf(text: string): Promise<{ x: number; y: number }> {
    const place = await this.page.evaluate((wanted) => {
      for (const line of document.querySelectorAll(".editor-instance .view-line")) {
        const at = (line.textContent ?? "").replaceAll("\u00a0", " ").indexOf(wanted);
        if (at < 0) continue;
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let seen = 0, node = walker.nextNode(); node; seen += node.textContent!.length, node = walker.nextNode()) {
          const length = node.textContent!.length;
          if (at >= seen + length) continue;
          const range = document.createRange();
          range.setStart(node, at - seen);
          range.setEnd(node, Math.min(length, at - seen + 1));
          const box = range.getBoundingClientRect();
          return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        }
      }
      return null;
    }, text);
    if (!place) throw new Error(`The code on screen has no "${text}"`);
    return place;
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
  { folder, width = 1440, height = 860 }: WindowOptions,
): Promise<Workbench> {
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto(`${address}/?folder=${encodeURIComponent(folder)}`);
  const workbench = new Workbench(page);
  await workbench.ready();
  return workbench;
}

const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export { BROWSERS, chromium };
