/** Runs many generated programs in one process, plain and traced, and says where their logs or the model go wrong. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { modelProblems } from "../model/check-model.ts";
import { NODES, type NodeLine } from "../nodes.ts";
import { type Ended, runProcess } from "../run-process.ts";
import { runTraced } from "../traced-process.ts";
import { generateProgram } from "./generate.ts";
import { identityProblems } from "./identity.ts";

const SCHEDULER = fileURLToPath(new URL("scheduler.cjs", import.meta.url));

/** Programs of one seed: the same ones on every Node, but for what an older one cannot parse. */
export function programsOf(seed: number, count: number, line: NodeLine): string[] {
  const program = fc
    .infiniteStream(fc.nat({ max: 0x7fffffff }))
    .map((choices) => generateProgram((below) => choices.next().value! % below, { hasUsing: line !== 22 }));
  return fc.sample(program, { seed, numRuns: count });
}

/** What is wrong, in words that lead to the program: empty when nothing is. Modules and CommonJS in turn. */
export async function compareBatch(seed: number, count: number, line: NodeLine): Promise<string[]> {
  const programs = programsOf(seed, count, line);
  const folder = mkdtempSync(join(tmpdir(), "awaitscope-order-"));
  try {
    const file = join(folder, seed % 2 === 0 ? "programs.mjs" : "programs.cjs");
    writeFileSync(file, fileOf(programs, seed % 2 === 0));
    const options = { input: "", cwd: folder };
    const launch = { root: folder, include: [], exclude: [], cache: "", bufferBytes: 16 * 1024 * 1024 };
    const [plain, traced] = await Promise.all([
      runProcess(NODES[line], [file], options),
      runTraced(NODES[line], [file], { ...options, launch }),
    ]);
    const { model } = traced;
    const modelled = model === null ? ["no trace"] : [...modelProblems(model), ...identityProblems(model)];
    return [...differences(plain, traced, programs), ...modelled].map((text) => `Node ${line}, seed ${seed}: ${text}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fileOf(programs: readonly string[], isModule: boolean): string {
  const scheduler = JSON.stringify(SCHEDULER);
  const head = isModule
    ? `import { createRequire } from "node:module";\nconst { run } = createRequire(import.meta.url)(${scheduler});`
    : `const { run } = require(${scheduler});`;
  return `${head}\nrun([\n${programs.join(",\n")}\n]);\n`;
}

function differences(plain: Ended, traced: Ended, programs: readonly string[]): string[] {
  const lines = plain.stdout.trimEnd().split("\n");
  if (plain.end !== 0 || lines.length !== programs.length) {
    return [`${lines.length} of ${programs.length} programs ran; ended with ${plain.end}\n${plain.stderr}`];
  }
  const others = traced.stdout.trimEnd().split("\n");
  const at = lines.findIndex((line, index) => line !== others[index]);
  if (at >= 0) return [`program ${at}\nplain:  ${lines[at]}\ntraced: ${others[at]}\n${programs[at]}`];
  const isSame = plain.stderr === traced.stderr && plain.end === traced.end;
  return isSame ? [] : [`ended with ${traced.end} for ${plain.end}\n${plain.stderr}\n${traced.stderr}`];
}
