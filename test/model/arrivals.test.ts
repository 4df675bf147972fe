import { describe, expect, test } from "vitest";
import { Arrivals } from "../../src/model/arrivals.ts";
import { build } from "./build.ts";

const SITES = `
  file /app/main.ts
  site ask function 1:1 ask
  site answer function 5:1 answer
  site wait await 2:3 in ask next()
`;

/** The main thread asks twice, its worker answers: what it sends goes into end 0 of the channel. */
const ASKING = `${SITES}
  thread main
  0 turn Timeout
  0 call 1 ask
  1 send 2/0 1
  1.5 send 2/0 2
  2 future 9
  2 suspend 1 wait on 9
  2 turn-end
  30 turn MessagePort
  30.1 receive 2/1 1
  30.2 resume 1
  31 end 1
  31 turn-end
  end 50
  thread other worker 1
  10 turn MessagePort
  10.1 receive 2/0 1
  10.2 call 1 answer
  10.3 end 1
  10.4 receive 2/0 2
  10.5 call 2 answer
  11 end 2
  11 turn-end
  20 turn Timeout
  20 call 3 answer
  20.1 send 2/1 1
  20.2 end 3
  20.3 turn-end
  end 50
`;

describe("a message", () => {
  const model = build(ASKING);
  const arrivals = new Arrivals(model);
  const { messages } = model;

  test("called the tasks that its listener called, each of several in a turn its own", () => {
    const called = [0, 1, 2, 3].map((task) => arrivals.ofTask(task));
    expect(called.map((row) => (row < 0 ? null : messages.sentMs[row]))).toEqual([null, 1, 1.5, null]);
    expect(arrivals.inTurn(messages.toTurn[arrivals.ofTask(1)]!).map((row) => messages.sentMs[row])).toEqual([1, 1.5]);
  });

  test("ended the wait that resumed in its turn", () => {
    expect(messages.sentMs[arrivals.ofAwait(0)]).toBe(20.1);
  });
});

test("two messages in one turn: which of them ended a wait is not said", () => {
  const text = ASKING.replace("30.2 resume 1", "30.15 receive 2/1 2\n  30.2 resume 1");
  expect(new Arrivals(build(text)).ofAwait(0)).toBe(-1);
});

const IPC = (scheduled: string) => `${SITES}
  thread main
  0 turn Timeout
  0 call 1 ask
  1 start process 1
  1 send ipc 1/0 1
  2 end 1
  2 turn-end
  end 90
  thread other pid 101 by 100/0/1
  10 turn Pipe
  10.1 turn-end
  10.2 receive ipc 0/0 1
  ${scheduled}
  end 90
`;

test("between processes it calls by a tick, and only within its turn", () => {
  const of = (scheduled: string) => {
    const model = build(IPC(scheduled));
    return new Arrivals(model).ofTask(1);
  };
  expect(of("10.3 cause TickObject\n 10.3 call 1 answer\n 11 end 1")).toBe(0);
  expect(of("12 turn Timeout\n 12.3 cause TickObject\n 12.3 call 1 answer\n 13 end 1")).toBe(-1);
  expect(of("12 turn Timeout\n 12.3 call 1 answer\n 13 end 1")).toBe(-1);
});
