import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { EditorServer, root, type ServerOptions } from "./code-server.ts";
import { packageOnce } from "./package-once.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

/** A real VS Code with the packaged extension, a browser, and a folder of its own; {@link close} ends and removes all three. */
export class Editor {
  readonly server: EditorServer;
  readonly browser: Browser;
  /** The folder that its windows open. */
  readonly folder: string;

  private constructor(server: EditorServer, browser: Browser, folder: string) {
    this.server = server;
    this.browser = browser;
    this.folder = folder;
  }

  /** `fill` puts files into the folder. */
  static async start(fill: (folder: string) => void, options: Omit<ServerOptions, "vsix"> = {}): Promise<Editor> {
    const folder = mkdtempSync(join(tmpdir(), "awaitscope-folder-"));
    linkTypes(folder);
    fill(folder);
    const server = await EditorServer.start({ vsix: await packageOnce(), ...options });
    const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
    return new Editor(server, browser, folder);
  }

  open(): Promise<Workbench> {
    return openWorkbench(this.browser, this.server.address, { folder: this.folder });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function copyExamples(folder: string): void {
  cpSync(join(root, "examples"), folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", private: true }));
}

/** Node's types, so that the editor finds no fault with the examples. */
function linkTypes(folder: string): void {
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@types"), { recursive: true });
  symlinkSync(join(root, "node_modules", "@types", "node"), join(modules, "@types", "node"), "dir");
  symlinkSync(join(root, "node_modules", "undici-types"), join(modules, "undici-types"), "dir");
}

function findBrowser(): string {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error("Chromium is not on the PATH: `npm test` installs it, or says how");
  return found;
}
