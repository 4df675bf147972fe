import { describe, expect, it } from "vitest";
import { createDetails } from "../../src/timeline/details.ts";
import { messageLinks, messageText, threadStarter } from "../../src/timeline/links.ts";
import { selectedBar } from "../../src/webview/selected-bar.ts";
import { createTip } from "../../src/webview/tips.ts";
import { turnView } from "../../src/webview/turn-view.ts";
import { ASKING } from "../export/traces.ts";
import { sourceOf } from "./source.ts";

describe("links between threads", () => {
  const source = sourceOf(ASKING);
  const { model } = source;
  const [asks, answers] = [0, 1];
  const turnOf = (message: number) => ({ kind: "turn", ref: model.messages.toTurn[message]! }) as const;

  it("say who sent the message that called a task", () => {
    const { messages, scheduled } = createDetails(source, { kind: "task", ref: answers }, 50)!;
    expect(messages).toMatchObject([{ ipc: false, from: { thread: "the main thread", by: { task: asks } } }]);
    expect(messageText(messages[0]!)).toBe("Message from the main thread, sent by ask at 1 ms, 9.1 ms on the way");
    expect(scheduled?.what).toBe("message");
  });

  it("say who sent the message that ended an await, and of whom nothing is known", () => {
    const [message] = createDetails(source, { kind: "await", ref: 0 }, 50)!.messages;
    expect(messageText(message!)).toMatch(/^Message from worker 1, sent by answer at 20\.1 ms, 10 ms on the way$/);
    expect(createDetails(source, { kind: "task", ref: asks }, 50)!.messages).toEqual([]);
    expect(messageText({ ipc: true, from: null, receivedMs: 1, wayMs: Number.NaN })).toBe("IPC message");
  });

  it("stand in the tips of tasks, awaits and turns", () => {
    for (const selection of [{ kind: "task", ref: answers }, turnOf(0)] as const) {
      expect(createTip(source, selection, 50)!.lines).toContainEqual(
        expect.stringMatching(/^Message from the main thread/),
      );
    }
    expect(createTip(source, { kind: "await", ref: 0 }, 50)!.lines).toContainEqual(
      expect.stringMatching(/^Message from worker 1/),
    );
  });

  it("lead back by an arrow: to the start of what was called, to the end of what waited", () => {
    expect(selectedBar(source, { kind: "task", ref: answers }).from).toMatchObject({ atMs: 1, to: "start" });
    expect(selectedBar(source, turnOf(0)).from).toMatchObject({ atMs: 1, to: "start" });
    expect(selectedBar(source, { kind: "await", ref: 0 }).from).toMatchObject({ atMs: 20.1, to: "end" });
  });

  it("say who started a thread", () => {
    expect([0, 1, 2].map((thread) => threadStarter(model, thread)?.by?.name)).toEqual([undefined, "ask", "ask"]);
    expect(turnView(source, turnOf(0))).toMatchObject({ startedBy: { atMs: 0.5 }, messages: [{}], moreMessages: 0 });
  });

  it("are told of a turn up to a few", () => {
    const many = Array.from({ length: 9 }, (_, at) => `10.1 receive 2/0 ${at + 1}`).join("\n");
    const busy = sourceOf(ASKING.replace("10.1 receive 2/0 1", many));
    const ref = busy.model.messages.toTurn[0]!;
    expect(turnView(busy, { kind: "turn", ref })).toMatchObject({ moreMessages: 3 });
    expect(messageLinks(busy, { kind: "turn", ref }).map(({ from }) => from?.atMs)).toEqual([
      1,
      ...Array(5).fill(undefined),
    ]);
  });
});

it("a turn's tip names what ran in it, and the turn's details too", () => {
  const source = sourceOf(`
    file /app/main.ts
    site outer function 1:1 outer
    site inner function 5:1 inner
    thread main
    20 turn Timeout
    20 cause turn at 0 asked 12
    20 call 1 outer
    30 call 2 inner by 1
    70 end 2
    80 end 1
    80 turn-end
    end 90
  `);
  const selection = { kind: "turn", ref: 0 } as const;
  expect(createTip(source, selection, 90)).toMatchObject({
    title: "Event loop: timer",
    lines: ["Ran 60 ms", "Timer: asked 12 ms, got 20 ms", "40 ms in inner", "20 ms in outer"],
  });
  const turn = turnView(source, selection)!;
  expect(turn.timer).toEqual({ askedMs: 12, gotMs: 20 });
  expect(turn).toMatchObject({ by: null, heldUp: 0, firstHeldUp: [] });
  expect(turn.ran.map(({ name, ms }) => `${name} ${ms}`)).toEqual(["inner 40", "outer 20"]);
});

it("the details of a turn list what waited meanwhile, and who set its timer", () => {
  const source = sourceOf(`
    file /app/main.ts
    site outer function 1:1 outer
    site wait await 2:3 in outer read()
    thread main
    0 turn Timeout
    0 call 1 outer
    1 suspend 1 wait on unknown
    2 call 2 outer
    3 suspend 2 wait on unknown
    4 turn-end
    20 turn Timeout
    20 cause turn at 0 by 1 asked 12
    80 turn-end
    85 turn TCP
    85 resume 1
    86 end 1
    86 turn-end
    end 90
  `);
  const turn = turnView(source, { kind: "turn", ref: 1 })!;
  expect(turn).toMatchObject({ heldUp: 2, by: { name: "outer", task: 0 } });
  expect(turn.firstHeldUp).toEqual([
    { ref: 0, text: "read()", name: "outer", ms: 84 },
    { ref: 1, text: "read()", name: "outer", ms: Number.NaN },
  ]);
});
