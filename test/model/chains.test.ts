import { describe, expect, it } from "vitest";
import { awaitersOf, chainAbove, chainBelow, decidingMember } from "../../src/model/chains.ts";
import { describeOn, functionName } from "../../src/model/describe.ts";
import { resourceOfAwait, resourceOfTurn } from "../../src/model/resource.ts";
import { type Model, OnKind } from "../../src/model/types.ts";
import { build } from "./build.ts";

const SITES = `
file /app/main.ts
site main function 1:1 main
site both await 2:3 in main Promise.all([load(1), load(2)])
site all combinator 2:9 in main Promise.all([load(1), load(2)])
site load function 5:1 load
site read await 6:3 in load readFile(name)
site deep function 8:1 deep
site wait await 9:3 in deep sleep(1)
site anon function 12:1
site top module 1:1`;

/** main waits on a group of two loads, the second waits on deep, which waits on a timer. */
const MODEL = build(`${SITES}
  thread main
  0 turn Immediate
  0 call 1 main
  1 call 2 load by 1
  1.1 future 3
  1.2 suspend 2 read on 3
  1.3 call 4 load by 1
  1.4 call 5 deep by 4
  1.5 future 6
  1.6 suspend 5 wait on 6
  1.7 suspend 4 read on 5
  1.8 group 7 all all 2 4
  1.9 suspend 1 both on 7
  5 turn FSReqCallback
  5 settle 3
  5.1 turn-end
  5.2 resume 2
  5.3 end 2
  9 turn Timeout
  9 settle 6
  9.1 turn-end
  9.2 resume 5
  9.3 end 5
  9.4 resume 4
  9.5 end 4
  9.6 resume 1
  9.7 end 1
  end 10`);
const [MAIN, LOAD_1, LOAD_2, DEEP] = [0, 1, 2, 3];
const BOTH = 3;

describe("the chain above a task", () => {
  const names = (model: Model, task: number) =>
    chainAbove(model, task, awaitersOf(model)).map((link) => [
      functionName(model, model.tasks.site[link.task]!),
      link.await,
    ]);

  it("is who waits on it, through groups too", () => {
    expect(names(MODEL, DEEP!)).toEqual([
      ["load", 2],
      ["main", BOTH],
    ]);
    expect(names(MODEL, MAIN!)).toEqual([]);
  });

  it("goes on with the caller where nobody waits", () => {
    const model = build(`${SITES}\nthread main\n0 call 1 main\n1 call 2 load by 1\n2 suspend 2 read on value\nend 3`);
    expect(names(model, 1)).toEqual([["main", -1]]);
  });

  it("ends where tasks wait on each other", () => {
    const model = build(`${SITES}\nthread main
      0 call 1 main
      1 call 2 load
      2 suspend 1 both on 2
      3 suspend 2 read on 1
      end 4`);
    expect(names(model, 0)).toEqual([["load", 1]]);
    expect(chainBelow(model, 0).map(({ kind, row }) => [kind, row])).toEqual([
      [OnKind.Task, 1],
      [OnKind.Task, 0],
    ]);
  });
});

describe("the chain below an await", () => {
  it("goes through the member that decided, down to the resource", () => {
    expect(chainBelow(MODEL, BOTH)).toEqual([
      { kind: OnKind.Group, row: 0, await: -1, resource: null },
      { kind: OnKind.Task, row: LOAD_2, await: 2, resource: null },
      { kind: OnKind.Task, row: DEEP, await: 1, resource: null },
      { kind: OnKind.Future, row: 1, await: -1, resource: { kind: "timer", label: "timer" } },
    ]);
  });
});

describe("the member that decides a group", () => {
  const deciding = (kind: string, events: string) => {
    const model = build(`${SITES}\nthread main
      0 future 1
      0 future 2
      0 future 3
      1 group 4 all ${kind} 1 2 3
      ${events}
      end 99`);
    const at = decidingMember(model, 0);
    return at < 0 ? null : model.groups.member[at]! + 1;
  };

  it.each([
    ["all", "5 settle 2\n6 settle 3\n7 settle 1", 1],
    ["all", "5 settle 2\n6 settle 3 rejected\n7 settle 1", 3],
    ["all", "5 settle 2\n6 settle 3", 1],
    ["allSettled", "5 settle 2 rejected\n6 settle 3\n7 settle 1", 1],
    ["race", "5 settle 2 rejected\n6 settle 3\n7 settle 1", 2],
    ["any", "5 settle 2 rejected\n6 settle 3\n7 settle 1", 3],
    ["any", "5 settle 2 rejected\n6 settle 3 rejected\n7 settle 1 rejected", 1],
    ["all", "lose", null],
  ])("of %s with %j is %j", (kind, events, member) => {
    expect(deciding(kind, events)).toBe(member);
  });

  it("is looked for inside groups inside groups", () => {
    const model = build(`${SITES}\nthread main
      0 future 1
      0 future 2
      1 group 3 all race 1 2
      1 future 4
      1 group 5 all all 3 4
      6 settle 4
      8 settle 1
      end 9`);
    const at = decidingMember(model, 1);
    expect([model.groups.memberKind[at], model.groups.member[at]]).toEqual([OnKind.Group, 0]);
  });
});

describe("groups that share groups", () => {
  it("are each looked into once", () => {
    const levels = Array.from({ length: 60 }, (_, at) => `1 group ${at + 2} all all ${at + 1} ${at + 1} ${at + 1}`);
    const model = build(`${SITES}\nthread main
      0 call 1 main
      ${levels.join("\n")}
      2 suspend 1 both on 61
      end 9`);
    expect(Array.from(awaitersOf(model))).toEqual([0]);
    expect(decidingMember(model, 59)).toBe(-1);
    expect(decidingMember(model, 9)).toBe(27);
  });
});

describe("what an await waits on, in words", () => {
  it("is a task, a group, or the resource that ended it", () => {
    expect([0, 1, 2, 3].map((row) => describeOn(MODEL, row))).toEqual([
      { kind: "file", label: "file operation", calls: "", task: -1, members: [] },
      { kind: "timer", label: "timer", calls: "", task: -1, members: [] },
      { kind: "task", label: "deep()", calls: "", task: DEEP, members: [] },
      { kind: "group", label: "Promise.all of 2", calls: "", task: -1, members: [LOAD_1, LOAD_2] },
    ]);
  });

  it("says no more than is known", () => {
    const model = build(`${SITES}\nthread main turnless
      0 call 1 main
      0 future 2
      1 suspend 1 both on 2
      2 resume 1
      3 suspend 1 both on unknown
      4 resume 1
      5 suspend 1 both on value
      6 resume 1
      7 suspend 1 both on 99
      end 9`);
    expect([0, 1, 2, 3].map((row) => describeOn(model, row).label)).toEqual([
      "promise",
      "unknown",
      "plain value",
      "unknown",
    ]);
    expect(resourceOfAwait(model, 0)).toBeNull();
  });

  it("has a name for functions that have none", () => {
    const model = build(`${SITES}\nthread main\n0 call 1 anon\n1 call 2 top\n2 call 3 999\nend 3`);
    const names = [0, 1, 2].map((task) => functionName(model, model.tasks.site[task]!));
    expect(names).toEqual(["(anonymous)", "(module)", "(unknown)"]);
  });
});

describe("turns", () => {
  it.each([
    ["Timeout", "timer", "timer"],
    ["TCP", "socket", "socket"],
    ["TCPConnectWrap", "socket", "connection"],
    ["FSReqPromise", "file", "file operation"],
    ["GetAddrInfoReqWrap", "dns", "DNS lookup"],
    ["Process", "child", "child process"],
    ["MessagePort", "worker", "message"],
    ["RandomBytesJob", "unknown", "cryptography"],
    ["SomethingNew", "unknown", "SomethingNew"],
  ])("of %s come from a %s", (name, kind, label) => {
    expect(resourceOfTurn(name)).toEqual({ kind, label });
  });
});
