import { describe, expect, it } from "vitest";
import { dumpModel } from "../../src/model/dump.ts";
import { expectGolden } from "../golden.ts";
import { build, dump } from "./build.ts";
import { checkModel } from "./check-model.ts";
import { SITES, TRACES } from "./traces.ts";

describe("a trace becomes a model", () => {
  it.each(Object.entries(TRACES))("%s", (name, text) => {
    const model = build(text);
    checkModel(model);
    const body = text.replaceAll(/^ +/gm, "").trim();
    const golden = `${body}\n\n${dumpModel(model)}`;
    expectGolden(new URL(`goldens/${name.replaceAll(" ", "-")}.txt`, import.meta.url), golden);
  });
});

describe("processes", () => {
  it("say how they were started and ended", () => {
    const { processes, threads, complete } = build(TRACES["processes and workers on one axis"]!);
    expect(processes.map(({ pid, parentPid, exit }) => ({ pid, parentPid, exit: exit?.exitCode ?? null }))).toEqual([
      { pid: 100, parentPid: 1, exit: null },
      { pid: 200, parentPid: 100, exit: 0 },
    ]);
    expect(processes.map((process) => process.threads)).toEqual([[0, 2], [1]]);
    expect(threads.map(({ start, process }) => [start.threadKind, process])).toEqual([
      ["main", 0],
      ["main", 1],
      ["worker", 0],
    ]);
    expect(complete).toBe(true);
  });

  it("are complete only when every main thread wrote its end", () => {
    expect(build(`${SITES}\nthread a\n0 call 1 main\nend 1\nthread b pid 2\n0 call 1 main`).complete).toBe(false);
  });

  it("know an exit that was written before their first chunk arrived", () => {
    const { processes } = build(`${SITES}\nexit 100 signal SIGKILL\nthread main\n0 call 1 main`);
    expect(processes[0]!.exit).toEqual({ pid: 100, exitCode: null, signal: "SIGKILL" });
  });
});

describe("the axis", () => {
  it("starts at the earliest anchor and ends at the last thing known", () => {
    const { wallStartMs, endMs } = build(TRACES["an earlier thread that writes late"]!);
    expect(wallStartMs).toBe(1_700_000_000_050);
    expect(endMs).toBe(48);
  });

  it("never runs backwards, whatever a clock does", () => {
    const text = `${SITES}\nthread main\n10 call 1 main\n12 suspend 1 both on value\ncut\n5 resume 1\n6 end 1\nend 20`;
    expect(dump(text)).toContain("await Promise.all([load(1), load(2)]) 2:3 12–12 fulfilled");
    checkModel(build(text));
  });
});

describe("sites", () => {
  it("of two threads that loaded a file are the same", () => {
    const { sites, tasks } = build(`${SITES}\nthread a\n0 call 1 main\nend 1\nthread b pid 2\n0 call 1 main\nend 1`);
    expect(sites).toHaveLength(9);
    expect(Array.from(tasks.site.subarray(0, 2))).toEqual([0, 0]);
    expect(sites[1]).toMatchObject({ line: 2, column: 3, function: 0 });
  });
});

describe("a chain of functions that return each other's promises", () => {
  it("may be long: its end is learnt from the one who waits", () => {
    const length = 20_000;
    const lines = [
      "file /a.mjs",
      "site main function 1:1 main",
      "site wait await 2:3 in main load()",
      "site load function 3:1 load",
    ];
    lines.push("site back return 4:3 in load load()", "thread main", "0 call 1 main", "0 future 2");
    for (let id = 3; id < length; id++) {
      lines.push(`1 call ${id} load by 1`, `1 follows ${id} back on ${id - 1}`, `1 end ${id}`);
    }
    lines.push(`2 suspend 1 wait on ${length - 1}`, "9 resume 1", "9 end 1", "end 10");
    const { tasks } = build(lines.join("\n"));
    expect(tasks.length).toBe(length - 2);
    for (let row = 0; row < tasks.length; row++) expect([tasks.outcome[row], tasks.endMs[row]]).toEqual([1, 9]);
  });
});
