import { readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { createHtml } from "../export/html.ts";
import { reasonOf } from "../launch/errors.ts";
import { parse } from "./arguments.ts";
import { fileErrors, usageErrors } from "./errors.ts";
import { readTrace } from "./read-trace.ts";

const options = {
  format: { type: "string", default: "html" },
  output: { type: "string", short: "o" },
  help: { type: "boolean", short: "h" },
} as const;

/** `awaitscope export <trace> [--format html] [-o OUT]`. False when only help was asked for. */
export async function exportTrace(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = parse("export", args, options);
  if (values.help) return false;
  const [file, ...others] = positionals;
  if (!file) throw usageErrors.noTrace("export");
  if (others.length > 0) throw usageErrors.oneTrace("export");
  if (values.format !== "html") throw usageErrors.unknownFormat(values.format);

  const title = basename(file, extname(file));
  const output = values.output ?? `${title}.html`;
  readTrace(file); // what cannot be read must not become a page that says so
  const html = createHtml({ trace: readBytes(file), title, assets: viewerAssets() });
  const replaced = statSync(output, { throwIfNoEntry: false }) !== undefined;
  write(output, html);
  process.stderr.write(`awaitscope: ${replaced ? "replaced" : "wrote"} ${output}\n`);
  return true;
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileErrors.unreadable(file, reasonOf(error));
  }
}

/** The page holds names and paths of a program, like the trace: for its owner alone. */
function write(output: string, html: string): void {
  try {
    writeFileSync(output, html, { mode: 0o600 });
  } catch (error) {
    throw fileErrors.unwritable(output, reasonOf(error));
  }
}

function viewerAssets(): { script: string; worker: string; style: string } {
  const read = (name: string) => {
    const file = join(__dirname, "webview", name);
    try {
      return readFileSync(file, "utf8");
    } catch {
      throw fileErrors.viewerMissing(file);
    }
  };
  return { script: read("timeline.js"), worker: read("worker.js"), style: read("style.css") };
}
