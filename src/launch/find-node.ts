import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { type LaunchError, launchErrors } from "./errors.ts";
import { type Environment, installedNodes, pathNodes, projectNodes } from "./node-places.ts";
import { canBeTraced, formatNodeVersion, type NodeVersion } from "./node-versions.ts";
import { type Probe, probeNode } from "./probe-node.ts";

export type NodeOrigin = "setting" | "project" | "path" | "installed" | "own";

/** A Node that can be traced. */
export interface FoundNode {
  readonly path: string;
  /** For example "24.21.0". */
  readonly version: string;
  readonly origin: NodeOrigin;
  /** It is an editor's binary, which runs as Node only with ELECTRON_RUN_AS_NODE. */
  readonly electron: boolean;
}

/** A Node that answered and is too old, found before the chosen one. */
export interface PassedOver {
  readonly path: string;
  readonly version: string;
  readonly origin: NodeOrigin;
}

export type NodeSearch =
  | { readonly ok: true; readonly node: FoundNode; readonly passedOver: readonly PassedOver[] }
  | { readonly ok: false; readonly problem: LaunchError; readonly passedOver: readonly PassedOver[] };

export interface FindNodeOptions {
  /** What the user set: a path, or a name to look up on PATH. Empty: find one. A setting is obeyed or refused, never replaced. */
  readonly setting?: string;
  /** Where the program will run, absolute. */
  readonly cwd: string;
  readonly env?: Environment;
  /** The Node that runs this very code, offered last. Left out: the process's own. Null: do not offer it. */
  readonly own?: OwnNode | null;
}

export interface OwnNode {
  readonly path: string;
  readonly electron: boolean;
}

/** The Node that runs this code: a plain one in a terminal, the editor's in an extension host. */
export function ownNode(): OwnNode {
  return { path: process.execPath, electron: "electron" in process.versions };
}

/**
 * Finds the Node to run the program on: the setting; the project's `node_modules/.bin/node`; PATH; installed by a
 * version manager, newest first; this process's own. The first that can be traced wins, and each is asked only once
 * as long as its file stays the same. Never throws.
 */
export async function findNode(options: FindNodeOptions): Promise<NodeSearch> {
  const env = options.env ?? process.env;
  if (options.setting) return fromSetting(options.setting, options.cwd, env);

  const passedOver: PassedOver[] = [];
  for (const { path, origin, electron } of candidates(options, env)) {
    const probe = await probeNode(path, options.cwd, electron);
    if (!probe.ok || passedOver.some((other) => other.path === path)) continue;
    const version = formatNodeVersion(probe.version);
    if (canBeTraced(probe.version)) return { ok: true, node: { path, version, origin, electron }, passedOver };
    passedOver.push({ path, version, origin });
  }
  const first = passedOver[0];
  const problem = first ? launchErrors.nodeTooOld(first.path, first.version) : launchErrors.nodeNotFound();
  return { ok: false, problem, passedOver };
}

interface Candidate {
  readonly path: string;
  readonly origin: NodeOrigin;
  readonly electron: boolean;
}

function* candidates(options: FindNodeOptions, env: Environment): Generator<Candidate> {
  for (const path of projectNodes(options.cwd)) yield { path, origin: "project", electron: false };
  for (const path of pathNodes(env)) yield { path, origin: "path", electron: false };
  const own = options.own === undefined ? ownNode() : options.own;
  // A plain Node of our own is what the user typed `awaitscope` with; an editor's is the last resort.
  if (own && !own.electron) yield { ...own, origin: "own" };
  for (const path of installedNodes(env)) yield { path, origin: "installed", electron: false };
  if (own?.electron) yield { ...own, origin: "own" };
}

async function fromSetting(setting: string, cwd: string, env: Environment): Promise<NodeSearch> {
  const { path, probe } = await probeSetting(setting, cwd, env);
  if (!probe.ok) {
    return { ok: false, problem: launchErrors.nodeSettingMissing(setting, probe.reason), passedOver: [] };
  }
  const version = formatNodeVersion(probe.version);
  if (canBeTraced(probe.version)) {
    return { ok: true, node: { path, version, origin: "setting", electron: false }, passedOver: [] };
  }
  return tooOld(setting, path, probe.version);
}

function tooOld(setting: string, path: string, version: NodeVersion): NodeSearch {
  const text = formatNodeVersion(version);
  const problem = launchErrors.nodeSettingTooOld(setting, text);
  return { ok: false, problem, passedOver: [{ path, version: text, origin: "setting" }] };
}

/** A setting without a folder, such as `node24`, is a command on PATH. */
async function probeSetting(setting: string, cwd: string, env: Environment): Promise<{ path: string; probe: Probe }> {
  const isPath = isAbsolute(setting) || /[\\/]/.test(setting);
  if (!isPath) {
    for (const path of pathNodes(env, setting)) {
      const probe = await probeNode(path, cwd);
      if (probe.ok || !probe.missing) return { path, probe };
    }
  }
  const path = setting.startsWith("~/") ? join(homedir(), setting.slice(2)) : resolve(cwd, setting);
  return { path, probe: await probeNode(path, cwd) };
}
