import { describe, expect, it } from "vitest";
import { createLab, NODES } from "./program.ts";

const lab = createLab();

const SLEEP = "const sleep = (ms) => new Promise((done) => setTimeout(done, ms));\n";

describe.for(NODES)("on Node $line", ({ path: node }) => {
  const events = async (source: string) => {
    const run = await lab.run(source, { node });
    expect(run).toMatchObject({ code: 0, stderr: "", dropped: 0, damaged: 0 });
    return run.events;
  };

  it("knows the task, the future and the value that an await waits on", async () => {
    const source = `${SLEEP}
      async function child() { await sleep(1); }
      async function main() { await child(); await 5; await { plain: true }; await { then(done) { done(); } }; }
      main();`;
    expect(await events(source)).toEqual([
      "call 1 main",
      "call 2 child by 1",
      "made 3 at new Promise((done) => setTimeout(done, ms))",
      "suspend 2 at sleep(1) on 3",
      "suspend 1 at child() on 2",
      "resume 2 fulfilled",
      "end 2 fulfilled",
      "resume 1 fulfilled",
      "suspend 1 at 5 on value",
      "resume 1 fulfilled",
      "suspend 1 at { plain: true } on value",
      "resume 1 fulfilled",
      "suspend 1 at { then(done) { done(); } } on unknown",
      "resume 1 fulfilled",
      "end 1 fulfilled",
    ]);
  });

  it("gives control back to the caller, so that parents are right", async () => {
    const source = `${SLEEP}
      async function leaf() {}
      async function child() { leaf(); await sleep(1); leaf(); }
      async function main() { const first = child(); const second = child(); leaf(); await first; await second; await first; }
      main();
      setTimeout(leaf, 20);`;
    const calls = (await events(source)).filter((event) => event.startsWith("call") || event.startsWith("suspend 1 "));
    expect(calls).toEqual([
      "call 1 main",
      "call 2 child by 1",
      "call 3 leaf by 2",
      "call 5 child by 1",
      "call 6 leaf by 5",
      "call 8 leaf by 1",
      "suspend 1 at first on 2",
      "call 9 leaf by 2",
      "suspend 1 at second on 5",
      "call 10 leaf by 5",
      "suspend 1 at first on 2",
      "call 11 leaf",
    ]);
  });

  it("records a rejection where it is caught, where it passes, and where it ends", async () => {
    const source = `
      async function fails() { throw new Error("x"); }
      async function passes() { await fails(); }
      async function main() {
        try { await passes(); } catch {}
        try { await fails(); } finally { return; }
      }
      main();`;
    expect(await events(source)).toEqual([
      "call 1 main",
      "call 2 passes by 1",
      "call 3 fails by 2",
      "end 3 rejected",
      "suspend 2 at fails() on 3",
      "suspend 1 at passes() on 2",
      "resume 2 rejected",
      "end 2 rejected",
      "resume 1 rejected",
      "call 4 fails by 1",
      "end 4 rejected",
      "suspend 1 at fails() on 4",
      "resume 1 rejected",
      "end 1 fulfilled",
    ]);
  });

  it("resumes a task in a catch parameter that awaits", async () => {
    const source = `
      async function main() {
        try { await Promise.reject({}); } catch ({ value = await 7 }) {}
      }
      main();`;
    expect(await events(source)).toEqual([
      "call 1 main",
      "future 2",
      "suspend 1 at Promise.reject({}) on 2",
      "resume 1 rejected",
      "suspend 1 at 7 on value",
      "resume 1 fulfilled",
      "end 1 fulfilled",
    ]);
  });

  it("names the members of a group, in their order", async () => {
    const source = `${SLEEP}
      async function child(ms) { await sleep(ms); }
      async function main() {
        const known = child(1);
        await Promise.all([known, sleep(1), 5, { then(done) { done(); } }, child(1)]);
        await Promise.race(new Set([known]));
      }
      main();`;
    const seen = (await events(source)).filter((event) => /^group|^suspend 1 |^future 8/.test(event));
    expect(seen).toEqual([
      "group 7 all at Promise.all([known, sleep(1), 5, { then(done) { done(); } }, child(1)]) of 2 4 unknown 5",
      "suspend 1 at Promise.all([known, sleep(1), 5, { then(done) { done(); } }, child(1)]) on 7",
      "group 8 race at Promise.race(new Set([known])) of 2",
      "suspend 1 at Promise.race(new Set([known])) on 8",
    ]);
  });

  const groups = async (source: string) => (await events(source)).filter((event) => /^group/.test(event));
  const PROMISES = `
    const on = (id) => Promise.resolve(id);
    async function task() {}
    const first = task(), second = task();
  `;

  it("names the members that only an iterator gives out", async () => {
    const source = `${PROMISES}
      class Own extends Promise {}
      function* some() { task(); on(1).then(() => on(2)); yield first; yield 7; yield { then() {} }; yield task(); yield Own.resolve(); }
      Promise.all(some());
      Promise.race(new Map([[1, first], [2, "value"], [3, second]]).values());
      Promise.allSettled({ [Symbol.iterator]: () => [second, first][Symbol.iterator]() });
      Promise.any(new Set([first, second]).values());
      Promise.all("text");
      Promise.all(new Map([[first, second]]));
      Promise.race([]);
      Promise.race(new Map().values());
      Promise.all(new Proxy([first], {}));
      Promise.all(5).catch(() => {});
      Promise.all([second].values().map((x) => x));
    `;
    expect(await groups(source)).toEqual([
      "group 6 all at Promise.all(some()) of 1 unknown 5 unknown",
      'group 7 race at Promise.race(new Map([[1, first], [2, "value"], [3, second]]).values()) of 1 2',
      "group 8 allSettled at Promise.allSettled({ [Symbol.iterator]: () => [second, first][Symbol.iterator]() }) of 2 1",
      "group 9 any at Promise.any(new Set([first, second]).values()) of 1 2",
      'group 10 all at Promise.all("text") of ',
      "group 11 all at Promise.all(new Map([[first, second]])) of ",
      "group 12 race at Promise.race([]) of ",
      "group 13 race at Promise.race(new Map().values()) of ",
      "group 14 all at Promise.all(new Proxy([first], {})) of 1",
      "group 15 all at Promise.all(5) of ",
      "group 17 all at Promise.all([second].values().map((x) => x)) of 2",
    ]);
  });

  it("knows of any iterable what it knows of an array", async () => {
    const source = `${PROMISES}
      let seed = 7;
      const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
      const made = [task, () => on(1), () => on(1).then(() => 2), () => new Promise(() => {}), () => 5, () => ({}), () => ({ then() {} }), () => ({ get then() { on(3).then(); return () => {}; } })];
      function* each(list) { for (const one of list) { if (random(2)) on(1).then(task); yield one; } }
      for (let round = 0; round < 60; round++) {
        const list = Array.from({ length: random(7) }, () => (0, made[random(made.length)])());
        Promise.all(list);
        Promise.all(new Set(list));
        Promise.all(new Set(list).values());
        Promise.all(new Map(list.entries()).values());
        Promise.all(list.values());
        Promise.all(each(list));
        Promise.all({ [Symbol.iterator]: () => ({ next: Array.prototype.values.call(list).next.bind(list.values()) }) });
      }`;
    const members = (await groups(source)).map((group) => group.slice(group.lastIndexOf(" of ")));
    expect(members).toHaveLength(60 * 7);
    const different = members.filter((text, at) => text !== members[at - (at % 7)]);
    expect(different).toEqual([]);
    expect(new Set(members).size).toBeGreaterThan(40);
  });

  it("tells apart combinators that run inside each other, and those that throw", async () => {
    const source = `${PROMISES}
      function* inner() { yield second; yield Promise.race([first]); }
      function* outer() { yield first; yield Promise.all(inner()); yield Promise.any(new Set([second])); yield second; }
      Promise.allSettled(outer());
      function throws(Promise) { try { Promise.all(inner()); } catch {} }
      function* around() { yield first; throws({ all() { throw 1; } }); yield second; }
      Promise.all(around());
      throws({});
      Promise.race(inner());
    `;
    expect(await groups(source)).toEqual([
      "group 3 race at Promise.race([first]) of 1",
      "group 4 all at Promise.all(inner()) of 2 3",
      "group 5 any at Promise.any(new Set([second])) of 2",
      "group 6 allSettled at Promise.allSettled(outer()) of 1 4 5 2",
      "group 7 race at Promise.race([first]) of 1",
      "group 8 race at Promise.race(inner()) of 2 7",
    ]);
  });

  it("takes the members from the iterator where an array or Set has another", async () => {
    const source = `${PROMISES}
      const array = [first], set = new Set([first]);
      array[Symbol.iterator] = set[Symbol.iterator] = function* () { yield second; };
      class Own extends Array { *[Symbol.iterator]() { yield second; } }
      class Same extends Array {}
      Promise.all(array);
      Promise.all(set);
      Promise.all(Own.of(first));
      Promise.all(Same.of(first));
      Object.getPrototypeOf(new Set().values()).next = () => ({ done: true });
      Promise.all(new Set([first]));
    `;
    expect(await groups(source)).toEqual([
      "group 3 all at Promise.all(array) of 2",
      "group 4 all at Promise.all(set) of 2",
      "group 5 all at Promise.all(Own.of(first)) of 2",
      "group 6 all at Promise.all(Same.of(first)) of 1",
      "group 7 all at Promise.all(new Set([first])) of ",
    ]);
  });

  it.each([
    ["a member has a `then` of its own", "first.then = (...to) => Promise.prototype.then.apply(first, to)"],
    [
      "`then` was replaced",
      "const { then } = Promise.prototype; Promise.prototype.then = function (a, b) { return then.call(this, a, b); }",
    ],
    ["`Promise.resolve` was replaced", "Promise.resolve = () => second"],
    ["there is a species", "Object.defineProperty(Promise, Symbol.species, { value: class extends Promise {} })"],
    ["it is that of a subclass", "Promise = class extends Promise {}"],
    [
      "it is the program's",
      "const { all } = Promise, Own = Promise; Promise = { all: (of) => all.call(Own, [...of]) }",
    ],
  ])("says nothing of the members where it cannot be sure: %s", async (_, code) => {
    const calls = "Promise.all([first, second].values()); ";
    expect(await groups(`${PROMISES} ${code}; ${calls}`)).toEqual([]);
  });

  it("says nothing of the members where that changes on the way", async () => {
    const source = `${PROMISES}
      function* some() { yield second; Promise.prototype.then = () => {}; yield first; }
      Promise.all(some());`;
    expect(await groups(source)).toEqual([]);
  });

  it("keeps the own promise through defaults that make others", async () => {
    const source = `
      async function other() {}
      async function child(a = other(), b = new Promise((done) => done())) { await a; }
      async function main() { await child(); }
      main();`;
    expect(await events(source)).toContain("suspend 1 at child() on 4");
  });

  it("knows what a function returns, and what a chain of `then` comes from", async () => {
    const source = `
      async function load() {}
      async function pass() { return load(); }
      async function main() {
        await pass();
        const chain = load().then((x) => x).catch(() => 0);
        await chain;
      }
      main();`;
    const seen = await events(source);
    expect(seen).toContain("follows 2 at load() on 3");
    expect(seen).toContain("made 5 at load().then((x) => x).catch(() => 0) from 4");
    expect(seen).toContain("suspend 1 at chain on 5");
  });

  it("follows an async generator through for await", async () => {
    const source = `${SLEEP}
      async function* numbers() { await sleep(1); yield 1; yield 2; }
      async function main() { for await (const number of numbers()) await number; }
      main();`;
    expect(await events(source)).toEqual([
      "call 1 main",
      "suspend 1 at numbers() on unknown",
      "call 2 numbers by 1",
      "made 3 at new Promise((done) => setTimeout(done, ms))",
      "suspend 2 at sleep(1) on 3",
      "waits 1 on 2",
      "resume 2 fulfilled",
      "suspend 2 at 1 on value",
      "resume 1 fulfilled",
      "suspend 1 at number on value",
      "resume 1 fulfilled",
      "suspend 1 at numbers() on unknown",
      "resume 2 fulfilled",
      "suspend 2 at 2 on value",
      "waits 1 on 2",
      "resume 1 fulfilled",
      "suspend 1 at number on value",
      "resume 1 fulfilled",
      "suspend 1 at numbers() on unknown",
      "resume 2 fulfilled",
      "end 2 fulfilled",
      "waits 1 on 2",
      "resume 1 fulfilled",
      "end 1 fulfilled",
    ]);
  });

  it("names what a hand-written iterator gives out", async () => {
    const source = `${SLEEP}
      async function child() { await sleep(1); return { done: true }; }
      const iterable = { [Symbol.asyncIterator]() { return this; }, next() { return child(); } };
      const chained = { [Symbol.asyncIterator]() { return this; }, next() { return sleep(1).then(() => ({ done: true })); } };
      const plain = { [Symbol.asyncIterator]() { return this; }, next() { return { done: true }; } };
      async function main() {
        for await (const _ of iterable);
        for await (const _ of chained);
        for await (const _ of plain);
      }
      main();`;
    const seen = (await events(source)).filter((event) => / 1 /.test(event));
    expect(seen).toEqual([
      "call 1 main",
      "suspend 1 at iterable on unknown",
      "waits 1 on 2",
      "resume 1 fulfilled",
      "suspend 1 at chained on unknown",
      "waits 1 on 4",
      "waits 1 on 5",
      "resume 1 fulfilled",
      "suspend 1 at plain on unknown",
      "waits 1 on value",
      "resume 1 fulfilled",
      "end 1 fulfilled",
    ]);
  });

  it("ends a generator that is closed at a yield", async () => {
    const source = `
      async function* numbers() { try { yield 1; } finally { await 0; } }
      async function main() { for await (const number of numbers()) break; }
      main();`;
    expect(await events(source)).toEqual([
      "call 1 main",
      "suspend 1 at numbers() on unknown",
      "call 2 numbers by 1",
      "suspend 2 at 1 on value",
      "waits 1 on 2",
      "resume 1 fulfilled",
      "suspend 1 at numbers() on unknown",
      "future 3",
      "waits 1 on 3",
      "future 4",
      "waits 1 on 4",
      "waits 1 on 3",
      "resume 2 unknown",
      "suspend 2 at 0 on value",
      "resume 2 fulfilled",
      "end 2 fulfilled",
      "resume 1 fulfilled",
      "end 1 fulfilled",
    ]);
  });

  it("takes a promise for a generator's request only where it certainly is", async () => {
    const source = `${SLEEP}
      async function* slow() { await sleep(1); try { yield 1; yield 2; } catch { yield 3; } yield 4; }
      async function main() {
        const all = slow();
        const first = all.next(), second = all.next();
        const other = new Proxy(Promise, {}).reject(0);
        other.catch(() => {});
        new Promise(() => {});
        await first;
        await second;
        await all.throw(0);
        await all.next();
        await all.next();
        await other.catch(() => {});
      }
      main();`;
    const waits = (await events(source)).filter((event) => /^(suspend 1|call|end) /.test(event));
    expect(waits).toEqual([
      "call 1 main",
      "call 2 slow by 1",
      "suspend 1 at first on 2",
      "suspend 1 at second on 6",
      "suspend 1 at all.throw(0) on 2",
      "suspend 1 at all.next() on 2",
      "end 2 fulfilled",
      "suspend 1 at all.next() on 2",
      "suspend 1 at other.catch(() => {}) on 7",
      "end 1 fulfilled",
    ]);
  });

  it("gives control back to who threw into a generator", async () => {
    const source = `
      async function leaf() {}
      async function* some() { try { yield 1; } finally { leaf(); } }
      async function main() {
        const all = some();
        await all.next();
        const thrown = all.throw(0);
        leaf();
        await thrown.catch(() => {});
      }
      main();`;
    expect((await events(source)).filter((event) => /^(call|made|resume 2|end 2)/.test(event))).toEqual([
      "call 1 main",
      "call 2 some by 1",
      "resume 2 rejected",
      "call 3 leaf by 2",
      "end 2 rejected",
      "call 4 leaf by 1",
      "made 5 at thrown.catch(() => {}) from 2",
    ]);
  });

  it("learns the end of a generator that cannot be wrapped", async () => {
    const source = `
      async function* some() { var kept; function kept() {} yield 1; await kept; yield 2; if (kept) return 3; }
      async function* fails() { var kept; function kept() {} await Promise.reject(kept); }
      async function* empty() { var kept; function kept() {} }
      async function leaf() {}
      async function main() {
        for await (const _ of some());
        try { for await (const _ of fails()); } catch {}
        const done = empty().next();
        leaf();
        await done;
      }
      main();`;
    expect((await events(source)).filter((event) => /^(call|end|suspend [235]|waits)/.test(event))).toEqual([
      "call 1 main",
      "call 2 some by 1",
      "suspend 2 at 1 on value",
      "waits 1 on 2",
      "suspend 2 at kept on value",
      "waits 1 on 2",
      "suspend 2 at 2 on value",
      "suspend 2 at 3 on value",
      "waits 1 on 2",
      "end 2 unknown",
      "call 3 fails by 1",
      "suspend 3 at Promise.reject(kept) on 4",
      "waits 1 on 3",
      "end 3 rejected",
      "call 5 empty by 1",
      "end 5 unknown",
      "call 6 leaf by 1",
      "end 6 fulfilled",
      "end 1 fulfilled",
    ]);
  });

  it("learns the end of a function that cannot be wrapped", async () => {
    const source = `
      async function child() { var kept; function kept() {} await kept; }
      async function main() { await child(); }
      main();`;
    const seen = await events(source);
    expect(seen.filter((event) => event.startsWith("end"))).toHaveLength(2);
    expect(seen).toContain("suspend 1 at child() on 2");
  });
});

it("survives programs that change the platform under it", async () => {
  const source = `
    performance.now = () => { throw new Error("fake clock"); };
    Date.now = () => 0;
    globalThis.Promise = class extends Promise {};
    Object.defineProperty(Array.prototype, "push", { value() { throw new Error("push"); } });
    Object.defineProperty(Object.prototype, "toJSON", { value: () => "toJSON", configurable: true });
    Reflect.apply = Function.prototype.call = () => { throw new Error("call"); };
    require("node:fs").writeSync = () => { throw new Error("fs"); };
    Atomics.store = Atomics.load = () => { throw new Error("atomics"); };
    async function child() {}
    async function main() { await child(); await Promise.all([child()]); }
    main();`;
  const run = await lab.run(source);
  expect(run).toMatchObject({ code: 0, stderr: "", dropped: 0, damaged: 0 });
  expect(run.events).toContain("suspend 1 at child() on 2");
  expect(run.ends).toHaveLength(1);
});

it("reads no property of what is awaited, and triggers no trap", async () => {
  const source = `
    const log = [];
    const spy = (target) => new Proxy(target, { get: (t, key) => (log.push("get " + String(key)), Reflect.get(t, key)),
      getPrototypeOf: (t) => (log.push("proto"), Reflect.getPrototypeOf(t)), has: () => (log.push("has"), false),
      getOwnPropertyDescriptor: (t, key) => (log.push("own " + String(key)), Reflect.getOwnPropertyDescriptor(t, key)) });
    async function main() {
      await spy({});
      await Promise.all(spy([1]));
      await Object.create(spy({}));
      for await (const _ of spy([1]));
      console.log(log.join());
    }
    main();`;
  const [traced, plain] = await Promise.all([lab.run(source), lab.plain(source)]);
  expect(traced.stdout).toBe(plain.stdout);
  expect(traced.dropped).toBe(0);
});

it("counts what a full stack kept it from recording, and stays in step", async () => {
  const source = `
    async function deep() { await deep(); }
    async function leaf() {}
    async function main() {
      try { await deep(); } catch (error) { console.log(error instanceof RangeError); }
      await leaf();
    }
    main().then(() => setTimeout(leaf, 5));`;
  // How often V8 complains at the end of its stack depends on the moment at which a function is compiled beside the program.
  const nodeArgs = ["--single-threaded"];
  const [run, plain] = await Promise.all([lab.run(source, { nodeArgs }), lab.plain(source, { nodeArgs })]);
  const complaints = (text: string) => text.split("PromiseRejectCallback").length;
  expect(run).toMatchObject({ code: 0, stdout: "true\n", damaged: 0 });
  expect(complaints(run.stderr)).toBe(complaints(plain.stderr));
  const calls = run.events.filter((event) => /^call \d+ leaf/.test(event));
  expect(calls[0]).toMatch(/leaf by 1$/);
  expect(calls[1]).toMatch(/leaf$/);
});
