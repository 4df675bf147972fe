import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AwaitSummary } from "../../src/extension/await-summary.ts";
import { escapeMarkdown, shorten } from "../../src/extension/escape-markdown.ts";
import { awaitMarkdown, functionMarkdown, type HoverFrame } from "../../src/extension/hover-markdown.ts";
import { hoverHead, stillReads } from "../../src/extension/site-text.ts";
import { BAR_COLOURS } from "../../src/extension/wait-bar.ts";
import { Outcome, SiteKind } from "../../src/format/spec.ts";
import type { Site } from "../../src/model/types.ts";

const site: Site = {
  kind: SiteKind.Await,
  file: "/app/a.ts",
  line: 3,
  column: 9,
  endLine: 3,
  endColumn: 30,
  text: "fetch(url)",
  function: -1,
};

const frame: HoverFrame = {
  site,
  edited: false,
  live: false,
  showInTimeline: "command:one",
  showAll: "command:all",
  colours: BAR_COLOURS.dark,
};

const summary: AwaitSummary = {
  open: 0,
  statistics: {
    site: 0,
    count: 38,
    pending: 0,
    rejected: 0,
    unknown: 0,
    totalMs: 7400,
    loopBusyMs: 900,
    last: 37,
    minMs: 21,
    p50Ms: 187,
    p95Ms: 388,
    maxMs: 412,
  },
  last: {
    outcome: Outcome.Fulfilled,
    threadEnded: false,
    waitedMs: 412,
    busyMs: 70,
    busy: [{ from: 0.5, to: 0.67 }],
    busyIn: "parseCsv()",
    busyInMs: 65,
    waitedFor: { kind: "task", calls: "", label: "get()", task: 3, members: [] },
    endedBy: "socket",
  },
};

/** Without the bar, whose data no one reads, and with entities read. */
function readable(markdown: string): string {
  return markdown
    .replace(/!\[\]\(data:[^)]*\)/, "(bar)")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll("&emsp;", " ");
}

describe("the hover of an await", () => {
  it("tells the last wait, what it was for and the figures", () => {
    expect(readable(awaitMarkdown(summary, frame))).toMatchInlineSnapshot(`
      "**await fetch(url)** — waited **412 ms** last time

      (bar)

      Waited for get(), in the end for a socket  
      The loop was busy for 70.0 ms of it, 65.0 ms of it in parseCsv()

      | last  | count  | p50  | p95  | max  | total  | loop busy |
      | :-- | :-- | :-- | :-- | :-- | :-- | :-- |
      | 412 ms  | 38  | 187 ms  | 388 ms  | 412 ms  | 7.40 s  | 900 ms |

      [Show in Timeline](command:one "Select the latest execution") · [Show All 38](command:all "List every execution")"
    `);
  });

  it("tells of a wait that goes on, one that never ended, and one whose end was lost", () => {
    const last = { ...summary.last, outcome: Outcome.Pending };
    expect(awaitMarkdown({ ...summary, last }, { ...frame, live: true })).toContain("waiting for **412 ms** now");
    expect(awaitMarkdown({ ...summary, last }, frame)).toContain("never settled, **412 ms** up to the end");
    const ended = {
      ...summary,
      statistics: { ...summary.statistics, pending: 3 },
      last: { ...last, threadEnded: true },
    };
    const live = awaitMarkdown({ ...ended, open: 1 }, { ...frame, live: true });
    expect(live).toContain("never settled, **412 ms** up to the end");
    expect(readable(live)).toContain("1 execution waiting now · 2 executions never settled");
    const lost = { ...summary.last, outcome: Outcome.Unknown, waitedMs: Number.NaN };
    expect(awaitMarkdown({ ...summary, last: lost }, frame)).toContain("not recorded");
  });

  it("says when the code is not what ran", () => {
    expect(awaitMarkdown(summary, { ...frame, edited: true })).toContain("from before the edit");
  });

  it("takes nothing a program says for Markdown, HTML or a link", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom(
        "[x](command:workbench.action.terminal.new)",
        "<img src=x onerror=alert(1)>",
        "$(alert)",
        "```\n![](http://example.com)",
        "</script>",
        "a|b\n|--|",
        "\u202egnp.exe",
      ),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const named = { ...summary.last, busyIn: text, waitedFor: { ...summary.last.waitedFor, label: text } };
        const hover = awaitMarkdown({ ...summary, last: named }, { ...frame, site: { ...site, text } });
        const ours = awaitMarkdown(
          { ...summary, last: { ...named, busyIn: "", waitedFor: { ...named.waitedFor, label: "" } } },
          { ...frame, site: { ...site, text: "" } },
        );
        expect(shape(hover)).toBe(shape(ours));
      }),
    );
  });
});

/** What Markdown sees: every character that means something, without the entities that hide the others. */
function shape(markdown: string): string {
  return markdown.replace(/&#\d+;/g, "").replace(/[^\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e\n]/g, "");
}

describe("the hover of an async function", () => {
  it("tells its calls", () => {
    const statistics = {
      ...{ site: 0, calls: 12, fulfilled: 11, rejected: 1, pending: 0, unknown: 0, last: 11 },
      ...{ runningMs: 1.5, waitingMs: 600, minMs: 10, p50Ms: 50, p95Ms: 90, maxMs: 91 },
    };
    const hover = functionMarkdown(statistics, 48, {
      ...frame,
      site: { ...site, kind: SiteKind.Function, text: "load" },
    });
    expect(readable(hover)).toMatchInlineSnapshot(`
      "**async load()** — 12 calls

      | last  | count  | p50  | p95  | max  | ran  | waited |
      | :-- | :-- | :-- | :-- | :-- | :-- | :-- |
      | 48.0 ms  | 12  | 50.0 ms  | 90.0 ms  | 91.0 ms  | 1.50 ms  | 600 ms |

      1 execution rejected

      [Show in Timeline](command:one "Select the latest execution") · [Show All 12](command:all "List every execution")"
    `);
  });
});

describe("text of strangers", () => {
  it("shows as it is, without what would turn the reading around", () => {
    expect(readable(escapeMarkdown("a*b_c <d> `e` \u202ef"))).toBe("a*b_c <d> `e` \ufffdf");
    expect(shorten("naïve 🙂🙂🙂", 8)).toBe("naïve 🙂…");
  });
});

describe("the part of a line that answers to the pointer", () => {
  it.each([
    [SiteKind.Await, "  const a = await fetch(url);", 12, "await fetch"],
    [SiteKind.Await, "await new Client().go()", 0, "await new Client"],
    [SiteKind.Await, "await [1]", 0, "await "],
    [SiteKind.Await, "await this.db.get(id)", 0, "await this.db.get"],
    [SiteKind.ForAwait, "  for await (const x of y) {", 2, "for await"],
    [SiteKind.ForAwait, "loop: for await (const x of y) {", 0, "loop: for await"],
    [SiteKind.AwaitUsing, "await using db = open()", 0, "await using"],
    [SiteKind.YieldStar, "yield* rest()", 0, "yield*"],
  ])("kind %i in %j", (kind, line, start, head) => {
    const { from, to } = hoverHead(kind, line, start, start + 5);
    expect(line.slice(from, to)).toBe(head);
  });

  it("of a function is its name, also where the name stands before it", () => {
    const line = "const load: Loader = async (id) => 1";
    const start = line.indexOf("async");
    const { from, to } = hoverHead(SiteKind.Function, line, start, start + 5);
    expect(line.slice(from, to)).toBe("load: Loader = async");
  });
});

describe("whether the code is still what ran", () => {
  it("does not mind layout", () => {
    expect(stillReads(site, "await fetch(url)")).toBe(true);
    expect(stillReads({ ...site, text: "all([a, b])" }, "await   all([a,\n  b])")).toBe(true);
  });

  it("minds everything else", () => {
    expect(stillReads(site, "await fetch(other)")).toBe(false);
    expect(stillReads(site, "await fetch(url).then(x)")).toBe(false);
    expect(stillReads(site, "fetch(url)")).toBe(false);
  });

  it("knows that long texts were cut", () => {
    const text = `f(${"x".repeat(200)})`;
    expect(stillReads({ ...site, text: text.slice(0, 120) }, `await ${text}`)).toBe(true);
  });
});
