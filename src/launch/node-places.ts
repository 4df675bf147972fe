import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { compareNodeVersions, type NodeVersion, parseNodeVersion } from "./node-versions.ts";

/**
 * Where a Node may be. An editor started from a dock or a start menu has a bare PATH, so the folders of the usual
 * version managers are read too. Nothing here runs anything: it lists paths that may or may not exist.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

const onWindows = process.platform === "win32";
const EXECUTABLE = onWindows ? "node.exe" : "node";

/** `node_modules/.bin/node` (the npm package `node`) of a folder and of those above it, nearest first. */
export function projectNodes(cwd: string): string[] {
  const found: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    // On Windows .bin holds a shell script; the package keeps the program itself beside it.
    found.push(
      onWindows
        ? join(folder, "node_modules", "node", "bin", EXECUTABLE)
        : join(folder, "node_modules", ".bin", EXECUTABLE),
    );
    if (dirname(folder) === folder) return found;
  }
}

/** Every `node`, or program of another name, on PATH, in its order. */
export function pathNodes(env: Environment, name = "node"): string[] {
  const path = env.PATH ?? env.Path ?? "";
  // A relative entry would mean a different program in every folder: left out.
  return path
    .split(delimiter)
    .filter((folder) => folder.startsWith("/") || /^[A-Za-z]:[\\/]/.test(folder))
    .map((folder) => join(folder, onWindows && !/\.exe$/i.test(name) ? `${name}.exe` : name));
}

/** A folder that holds one folder per installed version, and where the program lies in each. */
interface VersionFolder {
  readonly folder: string;
  readonly inside: string;
}

/** Installed by version managers, newest version first, then the usual fixed places. */
export function installedNodes(env: Environment): string[] {
  const versions = versionFolders(env).flatMap(({ folder, inside }) =>
    versionsIn(folder).map(({ name, version }) => ({ version, path: join(folder, name, inside) })),
  );
  versions.sort((a, b) => compareNodeVersions(b.version, a.version));
  return [...versions.map(({ path }) => path), ...fixedPlaces(env)];
}

function versionFolders(env: Environment): VersionFolder[] {
  const home = homedir();
  if (onWindows) {
    const roaming = env.APPDATA ?? join(home, "AppData", "Roaming");
    const local = env.LOCALAPPDATA ?? join(home, "AppData", "Local");
    return [
      { folder: env.NVM_HOME ?? join(roaming, "nvm"), inside: EXECUTABLE },
      { folder: join(env.FNM_DIR ?? join(roaming, "fnm"), "node-versions"), inside: join("installation", EXECUTABLE) },
      { folder: join(env.VOLTA_HOME ?? join(local, "Volta"), "tools", "image", "node"), inside: EXECUTABLE },
    ];
  }
  const data = env.XDG_DATA_HOME ?? join(home, ".local", "share");
  const bin = join("bin", EXECUTABLE);
  const fnm = join("installation", bin);
  return [
    { folder: join(env.NVM_DIR ?? join(home, ".nvm"), "versions", "node"), inside: bin },
    { folder: join(env.FNM_DIR ?? join(data, "fnm"), "node-versions"), inside: fnm },
    { folder: join(home, ".fnm", "node-versions"), inside: fnm },
    { folder: join(home, "Library", "Application Support", "fnm", "node-versions"), inside: fnm },
    { folder: join(env.VOLTA_HOME ?? join(home, ".volta"), "tools", "image", "node"), inside: bin },
    { folder: join(env.MISE_DATA_DIR ?? join(data, "mise"), "installs", "node"), inside: bin },
    { folder: join(env.ASDF_DATA_DIR ?? join(home, ".asdf"), "installs", "nodejs"), inside: bin },
    { folder: join(env.NODENV_ROOT ?? join(home, ".nodenv"), "versions"), inside: bin },
    { folder: join(env.N_PREFIX ?? "/usr/local", "n", "versions", "node"), inside: bin },
  ];
}

function fixedPlaces(env: Environment): string[] {
  if (onWindows) return [join(env.ProgramFiles ?? "C:\\Program Files", "nodejs", EXECUTABLE)];
  return ["/opt/homebrew/bin", "/usr/local/bin", "/usr/bin", "/snap/bin"].map((folder) => join(folder, EXECUTABLE));
}

function versionsIn(folder: string): { name: string; version: NodeVersion }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return []; // that manager is not installed
  }
  return names.flatMap((name) => {
    const version = parseNodeVersion(name);
    return version ? [{ name, version }] : [];
  });
}
