import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

const NODE = join(root, "node_modules", ".bin", "node");
const STARTED_WITHIN_MS = 60_000;

export interface ServerOptions {
  /** The packaged extension; none is installed besides it. */
  readonly vsix: string;
  /** User settings, on top of those that keep the editor quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Workspace Trust is asked for as usual. Default: every folder is trusted. */
  readonly asksForTrust?: boolean;
}

/** A real VS Code with an empty profile, served to this machine alone. */
export class EditorServer {
  readonly address: string;
  /** Home, profile and extensions of this editor; gone after {@link close}. */
  readonly home: string;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, address: string, home: string) {
    this.#process = process;
    this.address = address;
    this.home = home;
  }

  static async start({ vsix, settings = {}, asksForTrust = false }: ServerOptions): Promise<EditorServer> {
    const home = mkdtempSync(join(tmpdir(), "awaitscope-editor-"));
    try {
      writeSettings(home, settings);
      await install(home, vsix);
      const server = launch(home, [
        ...["--bind-addr", "127.0.0.1:0", "--auth", "none"],
        ...(asksForTrust ? [] : ["--disable-workspace-trust"]),
      ]);
      return new EditorServer(server, await addressOf(server), home);
    } catch (error) {
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  async close(): Promise<void> {
    await endGroup(this.#process);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Nothing that asks a server somewhere, and nothing that lies over what the tests look at. */
const QUIET_SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "update.showReleaseNotes": false,
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.settings.enableNaturalLanguageSearch": false,
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.layoutControl.enabled": false,
  "chat.disableAIFeatures": true,
  "typescript.disableAutomaticTypeAcquisition": true,
  "git.enabled": false,
  "security.workspace.trust.untrustedFiles": "open",
  "editor.minimap.enabled": false,
  // The tests read what the terminal shows, which a canvas would not tell.
  "terminal.integrated.gpuAcceleration": "off",
  "window.commandCenter": false,
};

function writeSettings(home: string, settings: Readonly<Record<string, unknown>>): void {
  const folder = join(home, "data", "User");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2));
}

async function install(home: string, vsix: string): Promise<void> {
  const child = launch(home, ["--install-extension", vsix]);
  const output = collect(child);
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`The extension could not be installed:\n${output()}`);
}

function launch(home: string, args: readonly string[]): ChildProcess {
  const entry = join(root, ".cache", "code-server", "node_modules", "code-server", "out", "node", "entry.js");
  if (!existsSync(entry)) throw new Error("VS Code is not there yet: `npm test` fetches it into .cache/code-server");
  const folders = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions")];
  const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
  return spawn(NODE, [entry, "--config", join(home, "config.yaml"), ...folders, ...quiet, ...args], {
    cwd: home,
    // Only what a program needs: variables of an editor that the tests were started from would reach this one.
    env: {
      PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}`,
      HOME: home,
      TMPDIR: tmpdir(),
      LANG: "C.UTF-8",
      SHELL: "/bin/sh",
      EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "", itemUrl: "", resourceUrlTemplate: "" }),
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

/** Resolves with the address that the server prints. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const output = collect(server, () => {
      const [, address] = /listening on (http:\/\/[\d.:]+)/.exec(output()) ?? [];
      if (!address) return;
      clearTimeout(timer);
      resolve(address);
    });
    const give = (reason: string) => {
      void endGroup(server);
      reject(new Error(`VS Code did not start (${reason}):\n${output()}`));
    };
    const timer = setTimeout(() => give("too slow"), STARTED_WITHIN_MS);
    server.once("exit", (code) => give(`exit code ${code}`));
  });
}

function collect(child: ChildProcess, onOutput: () => void = () => {}): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
      onOutput();
    });
  }
  return () => text;
}

/** Ends a process that leads its own group, and the group. */
async function endGroup(leader: ChildProcess): Promise<void> {
  if (leader.pid === undefined || leader.exitCode !== null || leader.signalCode !== null) return;
  const ended = new Promise((resolve) => leader.once("exit", resolve));
  signalGroup(leader.pid, "SIGTERM");
  const timer = setTimeout(() => signalGroup(leader.pid!, "SIGKILL"), 3000);
  await ended;
  clearTimeout(timer);
  // What the leader left behind: terminals and extension hosts that were still closing.
  signalGroup(leader.pid, "SIGKILL");
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // The group is empty.
  }
}
