/** What mutants have found, each as small as it could be made. */
import { expect, test } from "vitest";
import { Header } from "../../src/format/spec.ts";
import { build } from "../model/build.ts";
import { concat, traceChunks } from "../model/trace-language.ts";
import { repaired, view, withPayload } from "./chunks.ts";
import { open } from "./open.ts";

const SITES = "file /a.ts\nsite f function 1:1 f\nsite a await 2:3 in f work()";

test("an earlier thread that writes late moves rows by whole ticks: no end comes before its start", () => {
  for (const started of [2439.7123, 1234.5678, 99.9999, 0.3]) {
    const calls = Array.from({ length: 200 }, (_, at) => `${70.1208 + at * 1.1013} call ${at + 1} f`);
    const ends = calls.map((call) => call.replace("call", "end").replace(" f", ""));
    const text = `${SITES}
      thread late pid 2 started ${started}
      ${calls.join("\n")}
      thread early pid 1
      end 1
      thread late
      ${ends.toReversed().join("\n")}
      end 999`;
    const model = open(concat(traceChunks(text)));
    expect(model).toMatchObject({ tasks: { length: 200 }, losses: { damagedChunks: 0 } });
  }
});

test("a clock that states centuries is damage: its ticks would not be exact", () => {
  const [start, sites, events] = traceChunks(`${SITES}\nthread main\n1 call 1 f\n2 end 1`);
  const payload = events!.slice(40);
  view(payload).setFloat64(0, 3.1e12, true);
  const model = build(concat([start!, sites!, withPayload(events!, payload)]));
  expect({ tasks: model.tasks.length, damaged: model.losses.damagedChunks }).toEqual({ tasks: 0, damaged: 1 });
});

test.for([17, 1_000_000])("a record of %i lists in each other is damage, found before it is parsed", (depth) => {
  const [start, sites] = traceChunks(`${SITES}\nthread main\n1 call 1 f`);
  const text = `{"file":"/a.ts","firstSite":1,"sites":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  const model = build(concat([start!, withPayload(sites!, Buffer.from(text))]));
  expect(model.losses.damagedChunks).toBe(1);
});

test("a record that would fill memory is damage", () => {
  const [start, sites] = traceChunks(`${SITES}\nthread main\n1 call 1 f`);
  const text = `{"file":"/a.ts","firstSite":1,"sites":[${"[],".repeat(1_000_000)}[]]}`;
  expect(build(concat([start!, withPayload(sites!, Buffer.from(text))])).losses.damagedChunks).toBe(1);
});

test("names and paths as long as they may be are shown in a moment", () => {
  const long = ["x/€".repeat(10_000), "\u0301".repeat(32_767), "👩‍👩‍👧".repeat(4000)];
  const chunks = traceChunks(`${SITES}\nthread main\n1 call 1 f\n2 suspend 1 a on value\n3 resume 1\n4 end 1`);
  for (const text of long) {
    const site = { kind: 0, line: 1, column: 1, endLine: 1, endColumn: 2, text, function: -1 };
    const sites = Array.from({ length: 40 }, (_, at) => ({
      ...site,
      kind: at % 2,
      line: at,
      function: (at >> 1) << 1,
    }));
    const record = Buffer.from(JSON.stringify({ file: text, firstSite: 1, sites }));
    const before = process.cpuUsage();
    expect(open(concat([chunks[0]!, withPayload(chunks[1]!, record), ...chunks.slice(2)]))).not.toBeNull();
    // Of CPU, so that a busy machine does not matter; it was more than a minute.
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(5);
  }
});

test("a count of four billion events takes no room", () => {
  const chunks = traceChunks(`${SITES}\nthread main\n1 call 1 f\n2 end 1`);
  const events = chunks[2]!;
  view(events).setUint32(Header.eventCount, 0xffffffff, true);
  expect(open(concat([...chunks.slice(0, 2), repaired(events)]))?.losses.damagedChunks).toBe(1);
});
