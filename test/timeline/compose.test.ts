import { describe, expect, it } from "vitest";
import { openUntilMs } from "../../src/model/lives.ts";
import { type BarColumns, BarFlag, BarKind } from "../../src/timeline/bars.ts";
import { Composer } from "../../src/timeline/compose.ts";
import { createDetails } from "../../src/timeline/details.ts";
import { createExecutions } from "../../src/timeline/executions.ts";
import { hit } from "../../src/timeline/hit.ts";
import { createOverview } from "../../src/timeline/overview.ts";
import type { Source } from "../../src/timeline/source.ts";
import { liveSourceOf, SITES, sourceOf } from "./source.ts";

const KINDS = Object.entries(BarKind);

function bars(source: Source, startMs: number, endMs: number, widthPx = 1000): BarColumns {
  const request = { startMs, endMs, msPerPx: (endMs - startMs) / widthPx, top: 0, bottom: 500 };
  return new Composer().compose(source, request).bars;
}

/** "Wait 10–90 readFile(path)", in drawing order. */
function texts(source: Source, columns: BarColumns): string[] {
  return Array.from({ length: columns.length }, (_, i) => {
    const kind = KINDS.find(([, value]) => value === columns.kind[i])![0];
    const label = columns.label[i]!;
    const merged = kind.startsWith("Merged");
    const text = label < 0 ? "" : merged ? ` ${label}` : ` ${source.model.sites[label]!.text}`;
    const flags = Object.entries(BarFlag).filter(([, flag]) => columns.flags[i]! & flag);
    const words = flags.map(([name]) => ` ${name.toLowerCase()}`).join("");
    return `${kind} ${Math.round(columns.x0[i]!)}–${Math.round(columns.x1[i]!)}${text}${words}`;
  });
}

const ONE = `${SITES}
  0 call 1 main
  10 suspend 1 wait on 0
  90 resume 1
  100 end 1
  end 100
`;

describe("a picture", () => {
  it("holds a task, its wait, and the stretch it ran", () => {
    const source = sourceOf(ONE.replace("100 end 1", "160 end 1").replace("end 100", "end 200"));
    const found = texts(source, bars(source, 0, 200)).filter((text) => !/^(Turn|Blocked)/.test(text));
    expect(found).toEqual(["Task 0–800", "Wait 50–450 load(id)", "Run 0–50 main", "Run 450–800 main"]);
  });

  it("holds only what lies in its time", () => {
    const source = sourceOf(ONE);
    expect(texts(source, bars(source, 200, 300))).toEqual([]);
    expect(texts(source, bars(source, 20, 30)).filter((text) => text.startsWith("Wait"))).toEqual([
      "Wait -1000–7000 load(id)",
    ]);
  });

  it("says what never settled, and what rejected", () => {
    const source = sourceOf(`${SITES}
      0 call 1 main
      1 call 2 load by 1
      2 suspend 2 read on 0
      3 suspend 1 wait on 2
      50 resume 2 rejected
      51 end 2 rejected
      end 100
    `);
    const found = texts(source, bars(source, 0, 100));
    expect(found).toContain("Never 30–1000 load(id)");
    expect(found).toContain("Wait 20–500 readFile(path) rejected");
    expect(found).toContain("Rejected 10–510 rejected");
  });

  it("draws what never settled up to its own thread's end, while others go on", () => {
    const source = liveSourceOf(`${SITES}
      0 call 1 main
      10 suspend 1 wait on 0
      100 turn Timeout
      101 turn-end
      thread other worker 1
      20 call 1 load
      20 suspend 1 read on value
      end 40
    `);
    const found = texts(source, bars(source, 0, 100));
    expect(found).toContain("Never 201–400 readFile(path)");
    expect(found).toContain("Wait 100–1010 load(id) open");
    expect(createExecutions(source.model, 3, -1, openUntilMs(source.model)).totalMs).toBe(20);
    expect(createDetails(source, { kind: "await", ref: 1 }, 500)!.anatomy.waitingMs).toBe(20);
    expect(createDetails(source, { kind: "await", ref: 0 }, 500)!.anatomy.waitingMs).toBeCloseTo(489, 5);
    const { inFlight } = createOverview(source, 100, 100);
    expect([inFlight[10], inFlight[30], inFlight[50]]).toEqual([1, 2, 1]);
  });

  it("draws what ran before a wait that was lost sight of, and no surface where the run itself was", () => {
    const waiting = sourceOf(
      `${SITES}
      0 call 1 main
      50 suspend 1 wait on 0
      80 call 2 load
      100 end 2
      end 100
    `.replace("80 call 2 load", "cut\n drop 3\n 80 call 2 load"),
    );
    const found = texts(waiting, bars(waiting, 0, 100));
    expect(found).toContain("Task 0–500");
    expect(found).toContain("Run 0–500 main");
    const running = sourceOf(
      `${SITES}\n0 call 1 main\n90 call 2 load by 1\n95 end 2\ncut\ndrop 3\n96 call 3 load\nend 100`,
    );
    expect(texts(running, bars(running, 0, 100)).filter((text) => text.includes("main"))).toEqual([
      "Run 0–950 main hollow",
    ]);
  });

  it("leaves open what can still go on", () => {
    const source = liveSourceOf(`${SITES}\n0 call 1 main\n10 suspend 1 wait on 0\n50 call 2 load\n60 end 2`);
    expect(texts(source, bars(source, 0, 100))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Wait 100–600 .* open$/)]),
    );
  });

  it("merges what is too short to tell apart, counts it, and marks what rejected in it", () => {
    const lines = Array.from({ length: 1000 }, (_, n) => {
      const outcome = n === 500 ? " rejected" : "";
      return `${n / 10} call ${n + 1} main\n${n / 10 + 0.09} end ${n + 1}${outcome}`;
    });
    const source = sourceOf(`${SITES}${lines.join("\n")}\nend 100`);
    const found = texts(source, bars(source, 0, 1000));
    expect(found.filter((text) => text.startsWith("MergedTasks"))).toEqual(["MergedTasks 0–100 1000 rejected"]);
    expect(found.filter((text) => text.startsWith("Rejected"))).toHaveLength(1);
    const near = texts(source, bars(source, 50, 51));
    expect(near.filter((text) => text.startsWith("Task")).length).toBeGreaterThanOrEqual(10);
  });

  it("hatches the part of a wait in which the loop was held up", () => {
    const source = sourceOf(`${SITES}
      0 call 1 main
      10 suspend 1 wait on 0
      20 turn Timeout
      21 call 2 load
      79 end 2
      80 turn-end
      90 turn Timeout
      90 resume 1
      91 end 1
      91 turn-end
      end 100
    `);
    const found = texts(source, bars(source, 0, 100));
    expect(found).toContain("Busy 200–800");
    expect(found).toContain("Blocked 200–800 load");
  });

  it("stays small however many bars there are", () => {
    const lines: string[] = [];
    for (let n = 0; n < 40_000; n++) {
      const at = (n / 40).toFixed(3);
      lines.push(`${at} call ${n + 1} load`);
      if (n >= 60) lines.push(`${at} end ${n - 59}`);
    }
    const source = sourceOf(`${SITES}${lines.join("\n")}\nend 1000`);
    source.rows.collapsed.fill(0);
    source.layOut();
    const request = { startMs: 0, endMs: 1000, msPerPx: 0.25, top: 0, bottom: 2000 };
    const { length } = new Composer().compose(source, request).bars;
    expect(length).toBeGreaterThan(500);
    expect(length).toBeLessThanOrEqual(24_000);
  });
});

describe("a hit", () => {
  it("is the topmost bar, or a thin one nearby", () => {
    const source = sourceOf(ONE);
    const columns = bars(source, 0, 100);
    const kindAt = (x: number) => {
      const at = hit(columns, x, 28 + 8, 1000);
      return at < 0 ? "nothing" : KINDS.find(([, value]) => value === columns.kind[at])![0];
    };
    expect(kindAt(50)).toBe("Task");
    expect(kindAt(500)).toBe("Wait");
    expect(kindAt(1001.5)).toBe("Task");
    expect(kindAt(1010)).toBe("nothing");
    expect(hit(columns, 500, 400, 1000)).toBe(-1);
  });
});
