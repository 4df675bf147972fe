import { statSync, unlinkSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { formatBytes } from "../export/format.ts";
import { launchErrors } from "../launch/errors.ts";
import type { PassedOver } from "../launch/find-node.ts";
import type { Launch, TraceOptions } from "../launch/prepare.ts";
import { type ProgramEnd, runProgram } from "../launch/run.ts";
import { type CreatedTrace, createNumberedTrace, createTraceFile } from "../launch/trace-file.ts";
import { BUFFER_MEGABYTES, bufferBytesOf } from "../protocol/launch.ts";
import { usageErrors } from "./errors.ts";

/** The options that `trace` and `exec` share. */
export const recordingOptions = {
  output: { type: "string", short: "o" },
  include: { type: "string", multiple: true },
  exclude: { type: "string", multiple: true },
  cwd: { type: "string" },
  buffer: { type: "string" },
  quiet: { type: "boolean", short: "q" },
  help: { type: "boolean", short: "h" },
} as const;

export interface RecordingValues {
  readonly output?: string | undefined;
  readonly include?: string[] | undefined;
  readonly exclude?: string[] | undefined;
  readonly cwd?: string | undefined;
  readonly buffer?: string | undefined;
  readonly quiet?: boolean | undefined;
}

/** The program's folder, absolute. Throws a LaunchError when it does not exist. */
export function workingFolder(values: RecordingValues): string {
  const folder = resolve(values.cwd ?? ".");
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw launchErrors.folderMissing(folder);
  return folder;
}

/** Throws a UsageError. */
function bufferBytesIn({ buffer = String(BUFFER_MEGABYTES.default) }: RecordingValues): number {
  const bytes = /^\d+$/.test(buffer) ? bufferBytesOf(Number(buffer)) : null;
  if (bytes === null) throw usageErrors.badBuffer(buffer, BUFFER_MEGABYTES);
  return bytes;
}

export interface Recording {
  readonly values: RecordingValues;
  /** What a trace without -o is called. */
  readonly name: string;
  readonly prepare: (options: TraceOptions) => Launch;
  /** A Node that was first on the way and too old, which the user should know of. */
  readonly passedOver?: { readonly old: PassedOver; readonly used: string } | undefined;
}

/**
 * Runs a program and records it. Nothing is written to the terminal before the program has ended, and then one line
 * to stderr. Returns how the program ended. Throws a LaunchError; then no trace is left behind.
 */
export async function record({ values, name, prepare, passedOver }: Recording): Promise<ProgramEnd> {
  const bufferBytes = bufferBytesIn(values);
  const launchInto = (trace: string) =>
    prepare({
      trace,
      preload: join(__dirname, "preload.cjs"),
      cwd: workingFolder(values),
      include: values.include ?? [],
      exclude: values.exclude ?? [],
      bufferBytes,
    });
  // What cannot be launched must not cost the user an older trace of that name.
  if (values.output) launchInto(resolve(values.output));
  const created = values.output ? createTraceFile(resolve(values.output)) : createNumberedTrace(process.cwd(), name);
  const { file } = created;
  let end: ProgramEnd;
  try {
    end = await runProgram(launchInto(file));
  } catch (error) {
    remove(file);
    throw error;
  }
  if (!end.recorded) remove(file);
  if (!values.quiet)
    process.stderr.write(
      `awaitscope: ${end.recorded ? whereItWent(created, end) : nothingRecorded(end)}${note(passedOver)}\n`,
    );
  return end;
}

function nothingRecorded({ signal, cutShort }: ProgramEnd): string {
  if (cutShort !== null)
    return `the trace is gone (${cutShort.reason}). Keep the program from removing it, or name another with -o.`;
  if (signal !== null) return `nothing was traced: ${signal} ended the program before it came to any async code.`;
  return "nothing was traced: the program started no Node of version 22.15 or later, or set NODE_OPTIONS anew for it.";
}

function whereItWent({ file, replaced }: CreatedTrace, { cutShort }: ProgramEnd): string {
  const shown = shownPath(file);
  const size = formatBytes(statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  const cut =
    cutShort === null
      ? ""
      : ` It is cut short (${cutShort.reason}): ${cutShort.remedy}, or name a trace elsewhere with -o.`;
  return `${replaced ? "replaced" : "wrote"} ${shown} (${size}).${cut} See it with: awaitscope report ${shellWord(shown)}`;
}

function note(passedOver: Recording["passedOver"]): string {
  if (!passedOver) return "";
  return ` (ran on ${passedOver.used}, because ${passedOver.old.path} is ${passedOver.old.version})`;
}

/** Relative to this folder where that is shorter to read. */
export function shownPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short && !short.startsWith("..") && !isAbsolute(short) ? short : file;
}

function shellWord(text: string): string {
  if (/^[\w./:@%+=,-]+$/.test(text)) return text;
  return process.platform === "win32" ? `"${text}"` : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The name of a command's trace: `npm test` → npm-test. */
export function commandName(command: readonly string[]): string {
  const [program = "", first = ""] = command;
  const words = [basename(program).replace(/\.(?:exe|cmd|bat)$/i, "")];
  if (/^[\w.-]+$/.test(first) && !first.startsWith("-")) words.push(first.replace(/\.[cm]?[jt]sx?$/, ""));
  return words.join("-").replace(/[^\w.-]+/g, "-") || "trace";
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // gone already
  }
}
