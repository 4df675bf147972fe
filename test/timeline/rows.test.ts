import { describe, expect, it } from "vitest";
import { createModelBuilder } from "../../src/model/builder.ts";
import { Source } from "../../src/timeline/source.ts";
import { THIN_LANES } from "../../src/timeline/visible.ts";
import { traceChunks } from "../model/trace-language.ts";
import { rowTexts, SITES, sourceOf } from "./source.ts";

/** `count` calls of load below main, each `length` long, begun `step` after the one before. */
function calls(count: number, step: number, length: number): string {
  const events: [number, string][] = [[0, "call 1 main"]];
  for (let n = 0; n < count; n++) {
    const at = 1 + n * step;
    events.push([at, `call ${n + 2} load by 1`], [at + length, `end ${n + 2}`]);
  }
  events.sort((a, b) => a[0] - b[0]);
  return `${SITES}\n${events.map(([ms, text]) => `${ms} ${text}`).join("\n")}\n10000 end 1\nend 10000`;
}

describe("rows", () => {
  it("share a lane where calls follow one another", () => {
    expect(rowTexts(sourceOf(calls(50, 10, 5)))).toEqual(["thread ×0", "  main ×1", "    load ×50"]);
  });

  it("are one for each call that overlaps, up to four, and pack the others", () => {
    expect(rowTexts(sourceOf(calls(30, 1, 1000)))).toEqual([
      "thread ×0",
      "  main ×1",
      "    load ×1",
      "    load ×1",
      "    load ×1",
      "    load ×1",
      "    load ×26 in 26 lanes",
    ]);
  });

  it("use a packed lane again when it is free", () => {
    const { rows } = sourceOf(calls(1000, 1, 9.5));
    expect(rows.laneCount).toBe(2 + 9);
  });

  it("stay few for many at once", () => {
    const source = sourceOf(calls(3000, 1, 2500));
    expect(source.rows.length).toBe(7);
    expect(source.rows.laneCount).toBeGreaterThan(2400);
    const { visible, rows } = source;
    const pack = visible.length - 1;
    expect(visible.top[pack + 1]! - visible.top[pack]!).toBe(THIN_LANES * 8 + 4);
    rows.collapsed[visible.row[pack]!] = 0;
    source.layOut();
    expect(visible.top[pack + 1]! - visible.top[pack]!).toBe(rows.lanes[visible.row[pack]!]! * 20 + 4);
  });

  it("stand by process and in the order of the threads' numbers, whoever was heard first", () => {
    const { rows, visible, model } = sourceOf(`${SITES}
      thread second worker 2
      0 call 1 main
      thread child pid 300
      thread first worker 1
      end 10
    `);
    const roots = Array.from(visible.row.subarray(0, visible.length)).filter((row) => rows.parent[row] === -1);
    const threads = roots.map((row) => model.threads[rows.thread[row]!]!);
    expect(threads.map(({ process, start }) => [process, start.thread])).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
    ]);
  });

  it("hide what is below a collapsed row, and find rows by height", () => {
    const source = sourceOf(calls(3, 1, 1000));
    const { rows, visible } = source;
    expect(visible.at(0)).toBe(0);
    expect(visible.at(28)).toBe(1);
    expect(visible.at(visible.height + 1)).toBe(visible.length);
    rows.collapsed[visible.row[1]!] = 1;
    source.layOut();
    expect(rowTexts(source)).toEqual(["thread ×0", "  main ×1"]);
    expect(rows.openAncestors(rows.rowOfTask(2))).toBe(true);
    source.layOut();
    expect(visible.length).toBe(5);
  });

  it("come out the same however the trace arrives", () => {
    const text = calls(200, 1, 37).replaceAll(/^(\d+) call 1(\d)0 /gm, "cut\n$1 call 1$20 ");
    const whole = sourceOf(text);
    const builder = createModelBuilder();
    const source = new Source(builder.model);
    for (const chunk of traceChunks(text)) {
      builder.append(chunk);
      source.update();
    }
    builder.finish();
    source.update();
    expect(rowTexts(source)).toEqual(rowTexts(whole));
    expect(source.rows.taskLane.subarray(0, 200)).toEqual(whole.rows.taskLane.subarray(0, 200));
  });

  it("keep those that match a filter and what leads to them", () => {
    const source = sourceOf(calls(3, 1, 1000));
    source.setQuery("READFILE");
    expect(rowTexts(source)).toEqual(["thread ×0", "  main ×1", "    load ×1", "    load ×1", "    load ×1"]);
    source.setQuery("load(id)");
    expect(rowTexts(source)).toEqual(["thread ×0", "  main ×1"]);
    source.setQuery("main.ts nothing");
    expect(rowTexts(source)).toEqual([]);
    source.setQuery(" ");
    expect(rowTexts(source)).toHaveLength(5);
  });
});
