import type { SiteRecord } from "../../src/format/spec.ts";

/** A task of the test's probes: what it is called. */
interface TestTask {
  readonly name: string;
}

/**
 * Probes that note their calls as lines like `load: wait fetch(a)`. They keep to the contract of ARCHITECTURE.md and do
 * nothing else: no state, no clock, no promise hooks.
 */
export function createRecorder(sites: readonly SiteRecord[], firstSite: number) {
  const events: string[] = [];
  const at = (site: number) => {
    const record = sites[site - firstSite];
    if (record === undefined) throw new Error(`No site ${site}`);
    return record.text;
  };
  const note = (task: TestTask | null, event: string) => {
    events.push(task === null ? event : `${task.name}: ${event}`);
  };
  const start = (site: number, event: string): TestTask => {
    const task = { name: at(site) };
    note(task, event);
    return task;
  };
  const pass = <V>(task: TestTask, event: string, value: V): V => {
    note(task, event);
    return value;
  };
  const probes = {
    e: (site: number) => start(site, "call"),
    h: (site: number) => start(site, "call"),
    E: (site: number) => start(site, "call, not wrapped"),
    g: (site: number) => start(site, "call of generator"),
    G: (site: number) => start(site, "call of generator, not wrapped"),
    t: (site: number) => start(site, "start"),
    f: (task: TestTask) => note(task, "end"),
    x: (task: TestTask, error: unknown) => pass(task, "throw", error),
    c: (task: TestTask) => note(task, "caught"),
    l: (task: TestTask) => note(task, "finally"),
    r: (task: TestTask, site: number, value: unknown) => pass(task, `return ${at(site)}`, value),
    o: (site: number, promise: unknown) => {
      note(null, `promise ${at(site)}`);
      return promise;
    },
    s: (task: TestTask, site: number, value: unknown) => pass(task, `wait ${at(site)}`, value),
    u: (task: TestTask, value: unknown) => pass(task, "resume", value),
    d: (task: TestTask, site: number, value: unknown) => pass(task, `wait ${at(site)}`, value),
    w: (task: TestTask, value: unknown) => pass(task, "resume", value),
    y: (task: TestTask, site: number, value: unknown) => pass(task, `yield ${at(site)}`.trimEnd(), value),
    v: (task: TestTask, value: unknown) => pass(task, "resume", value),
    i: (task: TestTask, site: number, value: unknown) => pass(task, `loop over ${at(site)}`, value),
    b: (task: TestTask, site: number) => note(task, `body ${at(site)}`),
    n: (task: TestTask, site: number) => note(task, `next ${at(site)}`),
    z: (task: TestTask, site: number) => note(task, `left ${at(site)}`),
    k: (task: TestTask, site: number) => ({ [Symbol.dispose]: () => note(task, `dispose ${at(site)}`) }),
    j: (task: TestTask, site: number) => ({ [Symbol.dispose]: () => note(task, `disposed ${at(site)}`) }),
    p: () => {
      note(null, "(parameter");
      return null;
    },
    q: (_own: null, value: unknown) => {
      note(null, "parameter)");
      return value;
    },
    m: (members: unknown) => {
      note(null, "members");
      return members;
    },
    a: (site: number, promise: unknown) => {
      note(null, `group ${at(site)}`);
      return promise;
    },
  };
  return { probes, events };
}
