import type { Program } from "./run.ts";

/** Reads an async iterator to its end, sending one value after another. */
const collect = `async function collect(it, values) {
        const all = [];
        for (let i = 0; ; i++) { const { value, done } = await it.next(values[i]); all.push(value); if (done) return all }
      }`;

const resources = `const open = (name) => ({ name, async [Symbol.asyncDispose]() { log("closing " + name); await null; log("closed " + name) } });
      const openSync = (name) => ({ name, [Symbol.dispose]() { log("closed " + name) } });`;

/** One small program per syntax form. CommonJS where nothing else is said: the body of a function. */
export const forms: Readonly<Record<string, Readonly<Record<string, Program>>>> = {
  functions: {
    "function declaration": js(`
      async function load(a) { log("in", a); return await a }
      return load(1)`),
    "named and anonymous function expressions": js(`
      const named = async function inner(a) { return await a };
      const plain = async function (a) { return await a };
      return [named.name, plain.name, await0(await1(named(1)), plain(2))]
      function await0(...all) { return all.length } function await1(x) { return x }`),
    "no await inside": js(`async function none() { log("body") } return none()`),
    "empty body": js(`async function none() {} return none()`),
    "arrow with a block": js(`const f = async (a) => { return (await a) + 1 }; return f(1)`),
    "arrow with an expression": js(`const f = async a => await a + 1; return f(1)`),
    "arrow with an object literal": js(`const f = async a => ({ a: await a }); return f(1)`),
    "arrow with parentheses and comments": js(`const f = async a /* 1 */ => /* 2
      */ ( /* 3 */ (await a) /* 4 */ ) // 5
      ; return f(1)`),
    "arrow that returns an arrow": js(`const f = async a => async b => a + await b; return f(1).then(g => g(2))`),
    "arrow without semicolon before another statement": js(`
      const f = async a => await a
      const g = 5
      return f(g)`),
    "arrow in a conditional and in a list": js(`
      const list = [async () => 1, true ? async () => await 2 : null];
      return Promise.all(list.map(f => f()))`),
    "immediately called": js(`return (async () => { await null; return (async function () { return 3 })() })()`),
    methods: js(`
      const key = "c";
      const o = { async a() { return await this.x }, x: 1, async "b b"() { return 2 }, async [key + "1"]() { return 3 }, async 4() { return 4 } };
      return Promise.all([o.a(), o["b b"](), o.c1(), o[4]()])`),
    "getter that returns an async function": js(`
      const o = { x: 5, get load() { return async () => await this.x } };
      return o.load()`),
    "class: methods, static, private, computed, accessors": js(`
      const key = Symbol("k");
      class Store {
        #x = 1;
        async load() { return await this.#load() }
        async #load() { return await this.#x }
        static async make() { return new Store() }
        static async #hidden() { return 2 }
        static hidden() { return Store.#hidden() }
        async [key]() { return 3 }
        get now() { return (async () => 4)() }
        static async *numbers() { yield 5 }
      }
      const store = new Store();
      return (async () => [await store.load(), await (await Store.make()).load(), await Store.hidden(), await store[key](), await store.now,
        (await Store.numbers().next()).value])()`),
    "class fields and static blocks": js(`
      class A {
        x = async () => await this.y
        y = 1
        static s = async function () { return await 2 }
        #p = async () => 3
        'quoted name' = async () => 4
        static { this.started = (async () => { await null; return 5 })() }
        all() { return Promise.all([this.x(), A.s(), this.#p(), this['quoted name'](), A.started]) }
      }
      return new A().all()`),
    "class expression": js(`const B = class { async m() { return new.target } }; return new B().m()`),
    names: js(`
      const names = {};
      names.a = async () => {};
      names["b-c"] = async () => {};
      function Old() {}
      Old.prototype.load = async function () {};
      let d; d = async () => {};
      const { e = async () => {} } = {};
      let h; h ??= async () => {};
      const api = { users: { async get() {}, list: async () => {} } };
      [1].map(async () => {});
      const K = class { run = async () => {} };
      class L extends K { async run2() {} static async #s() {} static s() { return L.#s() } }
      return [names.a, names["b-c"], Old.prototype.load, d, e, h, api.users.get, api.users.list, new K().run, new L().run2, L.s]
        .map(f => { f(); return f.name })`),
    "this, arguments, new.target and super in async functions": js(`
      class Base { async m(a) { return ["base", a] } get g() { return 7 } }
      class Derived extends Base {
        constructor() { super(); this.target = new.target.name }
        async m(a) {
          const inner = async () => [await super.m(a), super.g, arguments.length, this.target];
          return await inner()
        }
      }
      return new Derived().m(1, 2, 3)`),
    "arrow before super()": js(`
      class Base {}
      class D extends Base { constructor() { const f = async () => this.x; super(); this.x = 1; this.p = f() } }
      return new D().p`),
    "mapped arguments and length": js(`
      async function f(a, b = 2, ...c) { return [arguments.length, a] }
      async function g(a, b) { arguments[0] = 9; b = 8; return [a, arguments[1]] }
      return Promise.all([f(1), g(1, 2), f.length, g.length])`),
    directives: js(`
      async function strict() { 'use strict'; "other"; return await (function () { return this })() }
      async function open() { 'use strict'
        return await 1 }
      async function only() { 'use strict' }
      async function comment() { /* c */ 'use strict' /* d; */; return (function () { return this })() }
      return Promise.all([strict(), open(), only(), comment()])`),
    "sync throw, sync return, throw after a wait": js(`
      async function a() { throw new Error("a") }
      async function b() { await null; throw new Error("b") }
      return Promise.allSettled([a(), b()])`),
  },
  parameters: {
    "defaults that run code": js(`
      async function f(a = g(), b = 1, c = a, { d = g(), [k()]: e = g() } = {}, ...[h = g()]) { return [a, b, c, d, e, h] }
      let n = 0; function g() { return ++n } function k() { return "e" }
      return f()`),
    "defaults that are named functions": js(`
      async function f(a = () => {}, b = class {}, c = async () => {}, { d = function () {} } = {}) { return [a.name, b.name, c.name, d.name] }
      return f()`),
    "arrow and method defaults, parentheses": js(`
      const f = async (a = (log("a"), 1), [b = a + (2)] = []) => [a, b];
      const o = { async m({ x = f() } = {}) { return await x } };
      return o.m()`),
    "a default throws": js(`
      async function f(a = (() => { throw new Error("default") })()) { return 1 }
      return f()`),
    "defaults of an async generator": js(`
      async function* f(a = log("now")) { yield a }
      const it = f(); log("called"); return it.next()`),
    "default with await inside an async arrow": js(`
      async function f(a = (async () => await 1)()) { return await a }
      return f()`),
  },
  awaits: {
    "statement positions": js(`
      async function f(x) {
        await x
        if (await x) log("if"); else await x
        switch (await x) { case await x: log("case"); break; default: await x }
        while (await false) ;
        do { await x } while (await 0)
        for (let i = await 0; await (i < 1); i += await 1) log("for", await i)
        for (const k in await { a: 1 }) log(k)
        for (const k of await [1]) log(k)
        label: { await x; break label }
        throw await x
      }
      return f(1)`),
    "expression positions": js(`
      async function f(x, o = { x, m() { return this.x }, tag: (s, v) => s.raw.join() + v }) {
        return [await x, ...await [x], await x + await x, -await x, !await x, typeof await x, void await x, await await x,
          \`a\${await x}b\${await x}\`, (await o).tag\`s\${await x}\`, (await o)?.x, o?.[await "x"], o.m?.(await x), await o.m(), await o?.m(),
          (await o).m(await x), new (await Map)(), new Map(await []), { a: await x, [await "b"]: await x, ...await { c: 3 } },
          await x ? await 1 : await 2, await x && await 0 || await 3, await null ?? await 4, (await x, await 5), await (x, 6), await [x], await { x },
          await (() => x)(), await function () { return x }(), await class {}, await /re/g.test("re"), await \`t\`, await -x, await!x, await(x), await+x, delete await x,
          "a" in await { a: 1 }, await o instanceof await Object]
          .map(v => typeof v === "function" ? "function" : v)
      }
      return f(1)`),
    assignments: js(`
      async function f() {
        let a = await 1, b, o = { n: 1, p: 2 };
        a += await 2; b = a = await 3; o.n *= await 4; o[await "p"] ||= await 5; b ??= await 6; b **= await 2; (b) = await b;
        [a, b = await 7] = await [8]; ({ a, c: o.c = await 9 } = await { a: 10 });
        const { d = await 11, [await "e"]: e = await 12, ...rest } = await { z: 1 };
        const [g = await 13, [h] = await [14]] = await [];
        return [a, b, o, d, e, rest, g, h]
      }
      return f()`),
    "classes inside": js(`
      async function f() {
        class A extends (await Object) { [await "m"]() { return 1 } static [await "s"] = 2; static x = 3 }
        return [new A().m(), A.s]
      }
      return f()`),
    "no semicolons": js(`
      async function f(a)
      {
        let b = a
        await b
        b = [1]
        await b
        ;[b] = await [5]
        const c = await b
        ;(await c)
        return b
      }
      return f(1)`),
    "comments between the tokens": js(`
      async function f(a) { return await/* 1 */a/* 2 */+ await // 3
        a }
      return f(1)`),
    "rejections: catch, finally, rethrow": js(`
      async function f() {
        try { await Promise.reject(new Error("1")) } catch (e) { log(e.message) }
        try { await Promise.reject(new Error("2")) } catch { log("none") } finally { await null; log("finally") }
        try { try { await Promise.reject(new Error("3")) } finally { log("inner") } } catch ({ message = await "x" }) { log(message) }
        try { log("nothing waits here") } catch {} finally {}
        try { throw new Error("4") } catch (e) { await e } finally { log("after the catch") }
        try { return await 5 } finally { log("returned") }
      }
      return f()`),
    "a try without a wait that holds an async function": js(`
      async function f() { try { return (async () => await 1)() } catch (e) { return e } finally { log("f") } }
      return f()`),
    "thenables and other values": js(`
      async function f() {
        let reads = 0;
        const then = { get then() { reads++; return (ok) => ok("then") } };
        return [await then, reads, await undefined, await 0n, await Promise.resolve("p"), await new (class P extends Promise {})(ok => ok("sub"))]
      }
      return f()`),
    "await is a name in sloppy code": js(
      `var await = 5; function f() { return await } async function g() { return await 1 } return g().then(v => v + f())`,
    ),
    "order against other work": js(`
      async function a() { log("a1"); await null; log("a2"); await b(); log("a3") }
      async function b() { log("b1"); await undefined; log("b2"); return c() }
      async function c() { log("c1"); return Promise.resolve("c") }
      const all = Promise.all([a(), b(), c().then(log)]); log("sync"); return all`),
    "many at once": js(`
      async function f(n) { if (n === 0) return 0; return 1 + await f(n - 1) }
      return f(3)`),
  },
  generators: {
    yield: js(`
      async function* g(a) { const b = yield a; log("sent", b); const c = yield await b; yield Promise.resolve(c); yield; return a }
      return collect(g(1), ["x", "y", "z", "w"])
      ${collect}`),
    "yield in expressions": js(`
      async function* g() { const o = { a: yield 1, [yield "k"]: (yield) + (yield 2) }; yield* [yield, o]; return yield }
      return collect(g(), [1, 2, 3, 4, 5, 6, 7])
      ${collect}`),
    "bare yield before a line that starts like an operand": js(`
      async function* g() {
        let a
        yield
        [a] = [1]
        yield
        (a)
        const b = yield
        /x/.test(a)
        yield // comment
        \`t\`
        yield
        +a
      }
      return collect(g(), [])
      ${collect}`),
    "yield* of sync and async iterables": js(`
      async function* inner() { const x = yield 1; log("inner", x); return "r" }
      async function* g() { const r = yield* inner(); log("result", r); yield  /* * */  * /* * */ [2, Promise.resolve(3)] }
      return collect(g(), ["a", "b", "c"])
      ${collect}`),
    "yield* forwards throw and return": js(`
      const inner = { [Symbol.asyncIterator]() { return this }, async next(v) { return { value: v, done: false } },
        async throw(e) { return { value: "caught " + e, done: false } }, async return(v) { return { value: "closed " + v, done: true } } };
      async function* g() { try { yield* inner } finally { log("finally") } }
      const it = g();
      return (async () => [await it.next(), await it.next(2), await it.throw(3), await it.return(4), await it.next()])()`),
    return: js(`
      async function* a() { return Promise.resolve(1) }
      async function* b() { return }
      async function* c() { try { return Promise.reject(new Error("c")) } catch (e) { return e.message, "caught" } finally { log("f") } }
      async function* d() { return (1, 2) }
      async function* e() { return 1, await 2, 3 }
      return Promise.all([a, b, c, d, e].map(g => g().next()))`),
    "return() and throw() from outside": js(`
      async function* g() { try { yield 1; yield 2 } catch (e) { yield "caught " + e } finally { log("finally"); yield "last" } }
      return (async () => {
        const a = g(), b = g(), c = g(), d = g();
        return [await a.next(), await a.return("r"), await a.next(), await b.next(), await b.throw("t"), await b.return(Promise.resolve(5)), await b.next(),
          await c.return(1), await d.throw("early").catch(e => e)]
      })()`),
    "yield rejects": js(`
      async function* g() { try { yield Promise.reject(new Error("y")) } catch (e) { log(e.message) } }
      return g().next()`),
    "methods and expressions": js(`
      const o = { async *a() { yield 1 }, b: async function* () { yield 2 } };
      class C { static async *#c() { yield 3 } static c() { return C.#c() } async *[Symbol.asyncIterator]() { yield 4 } }
      return Promise.all([o.a(), o.b(), C.c(), new C()[Symbol.asyncIterator]()].map(g => g.next()))`),
    "requests in a queue": js(`
      async function* g() { log("start"); yield 1; log("between"); yield 2 }
      const it = g(); return Promise.all([it.next(), it.next(), it.next()])`),
    "sync generators are left alone": js(`
      function* g() { try { yield 1 } finally { log("f") } return Promise.all([yield 2]) }
      async function f() { return [...g()] }
      return f()`),
  },
  loops: {
    "for await": js(`
      async function f() { for await (const x of [1, Promise.resolve(2)]) { log(x) } return "end" }
      return f()`),
    "body without braces, empty body, no declaration": js(`
      async function f(y, o = {}) {
        for await (y of [1]) log(y)
        for await (o.x of [2]) ;
        for await (var z of [3]);
        for await (const [w] of [[4]]) if (w) log(w); else log("no")
        return [y, o, z]
      }
      return f()`),
    "sole body of an if, and of other statements": js(`
      async function f(a) {
        if (a) for await (const x of [1]) log(x); else for await (const x of [2]) { log(x) }
        if (!a) for await (const x of [1]) if (x) log(x); else log("never")
        for (const y of [5]) for await (const x of [y]) log(x)
        do for await (const x of [6]) log(x); while (false)
        return a
      }
      return Promise.all([f(true), f(false)])`),
    "labels, break and continue": js(`
      async function f() {
        a: b: for await (const x of [1, 2, 3, 4]) {
          c: for await (const y of [1, 2, 3]) {
            if (y === 2) continue a;
            if (x === 3) break b;
            if (x === 2) continue c;
            log(x, y)
          }
        }
        d: for await (const x of [1, 2]) { if (x) continue; break d }
        e: { for await (const x of [1, 2]) break e }
        x: for (const z of [1, 2]) y: for await (const q of [1, 2]) continue x
        return "end"
      }
      return f()`),
    "destructuring with awaits": js(`
      async function f() {
        for await (const { a = await 1, [await "b"]: b = 2 } of (await [{}, { a: 3, b: 4 }])) log(a, b)
      }
      return f()`),
    "parenthesised and unusual iterables": js(`
      async function f(a) { for await (const x of (log("seq"), a)) log(x); for await (const x of a ? [1] : [2]) log(x); for await (const x of async => 1) ; }
      return f([0]).catch(e => e.constructor.name)`),
    "return, throw and rejection": js(`
      async function* g() { try { yield 1; yield 2 } finally { log("closed"); await null } }
      async function a() { for await (const x of g()) return x }
      async function b() { for await (const x of g()) throw new Error("b" + x) }
      async function c() { try { for await (const x of [Promise.reject(new Error("c"))]) log(x) } catch (e) { log(e.message) } }
      return Promise.allSettled([a(), b(), c()])`),
    "closures keep their own variable": js(`
      async function f() { const all = []; for await (let x of [1, 2]) { all.push(() => x++); } return all.map(g => g() + g()) }
      return f()`),
    "in a generator": js(`
      async function* g() { for await (const x of [1, 2]) yield x * 2 }
      return collect(g(), [])
      ${collect}`),
    "function declarations and let in the body": js(`
      async function f() { for await (const x of [1]) { let y = g(); function g() { return x } log(y) } }
      return f()`),
  },
  using: {
    "await using": js(`
      ${resources}
      async function f() { await using a = open("a"); log("body", a.name); return "end" }
      return f()`),
    "several, with sync ones, null and statements between": js(`
      ${resources}
      async function f() {
        log("before")
        using s = openSync("s")
        await using a = open("a"), b = null
        log("between")
        await using c = open("c")
        using t = openSync("t")
        log("after")
      }
      return f()`),
    "only null": js(
      `async function f() { { await using a = null } log("out"); { await using a = undefined; using b = null } return 1 } return f()`,
    ),
    "in blocks and loops": js(`
      ${resources}
      async function f() {
        if (true) { await using a = open("a"); log("in") }
        for (const n of ["b", "c"]) { await using r = open(n); if (n === "b") continue; break }
        for (await using r of [open("d"), open("e")]) log(r.name)
        l: for await (await using r of [open("g"), open("h")]) { log(r.name); continue l }
        return "end"
      }
      return f()`),
    "an error in the body and in the disposal": js(`
      ${resources}
      async function f() { await using a = open("a"); await using b = { async [Symbol.asyncDispose]() { throw new Error("dispose") } }; throw new Error("body") }
      return f().catch(e => [e.constructor.name, e.error.message, e.suppressed.message])`),
    "using without await": js(`
      ${resources}
      async function f() { using a = openSync("a"); return await 1 }
      return f()`),
    "in a module": mjs(`
      ${resources}
      await using a = open("a")
      log("body")
      export default 1`),
  },
  combinators: {
    "all four, in and out of async functions": js(`
      function plain(x) { return Promise.all([x, Promise.allSettled([x])]) }
      async function f() { return [await Promise.all([1, await 2]), await Promise.race([3]), await Promise.any([4]), await plain(5)] }
      return f()`),
    "arguments of other shapes": js(`
      const args = [[1]];
      return Promise.all([Promise.all(...args), Promise.all(new Set([2])), Promise . /* c */ all ( [3] , ), Promise["all"]([4]), Promise?.all([5]),
        Promise.all([6], 7), Promise.all().catch(e => e.constructor.name), Promise.all(5).catch(e => e.constructor.name)])`),
    "a Promise of the user's own": js(`
      { const Promise = { all: (x) => "mine " + x }; log(Promise.all([1])) }
      class Sub extends Promise { static all(x) { log("sub"); return super.all(x) } }
      return Sub.all([1])`),
    "in every place": js(`
      const o = { p: Promise.all([1]), [Promise.all([2]) && "k"]: (a = Promise.all([3])) => a };
      class C { static x = Promise.all([4]); y = Promise.all([5]) }
      return Promise.all([o.p, o.k(), C.x, new C().y]).then(v => v.flat())`),
    "expression statement after a line without semicolon": js(`
      let x = 1
      Promise.all([2])
      return x`),
  },
  hoisting: {
    "var and function of one name": js(
      `async function f() { var g; function g() { return 1 } return [typeof g, await 2] } return f()`,
    ),
    "two functions of one name": js(
      `async function f() { function g() { return 1 } function g() { return 2 } return g() + await 1 } return f()`,
    ),
    "function with a parameter's name": js(
      `async function f(g, h = () => g) { function g() { return 1 } return [typeof g, typeof h(), await 1] } return f(5)`,
    ),
    "function called arguments": js(
      `async function f() { function arguments() { return 1 } return typeof arguments } return f(1, 2)`,
    ),
    "nested sloppy function of the same name": js(
      `async function f() { const before = g(); { function g() { return "inner" } } return [before, g()]; function g() { return "outer" } } return f()`,
    ),
    "functions used before they stand": js(
      `async function f() { return [g(), await h()]; function g() { return 1 } async function h() { return 2 } } return f()`,
    ),
    "sloppy function in a block": js(
      `async function f() { log(typeof g); { function g() {} } log(typeof g); return await 1 } return f()`,
    ),
    "labelled function": js(`async function f() { l: function g() { return 1 } return g() } return f()`),
    "direct eval declares": js(`async function f(x) { eval("var y = x + 1"); return [y, await y] } return f(1)`),
    "direct eval in an arrow": js(`const f = async x => eval("var y = x; y + 1"); return f(1)`),
    "indirect eval": js(`async function f() { return (0, eval)("1 + 1") } return f()`),
    "unwrapped that throws, and an unwrapped generator": js(`
      async function f() { var g; function g() {} await null; throw new Error("x") }
      async function* h() { var g; function g() {} yield 1 }
      return Promise.all([f().catch(e => e.message), h().next()])`),
    with: js(`
      with ({ x: 1, f: async () => await 5 }) { var p = (async () => [await x, await f()])(); var q = Promise.all([x]) }
      async function g(o) { with (o) { return await y } }
      return Promise.all([p, q, g({ y: 2 }), (async () => await 3)()])`),
  },
  modules: {
    "top-level await": mjs(`
      import os from "node:os";
      "use strict"
      const a = await 1;
      log(typeof os.cpus)
      async function f() { return await a }
      export default [a, await f()]`),
    "every kind of top-level wait": mjs(`
      for await (const x of [1]) log(x)
      try { await Promise.reject(new Error("no")) } catch (e) { log(e.message) } finally { log("f") }
      const { d = await 2 } = {}
      if (d) { await using r = { async [Symbol.asyncDispose]() { log("disposed") } } }
      export { d as default }`),
    "top-level throw": mjs(`await null; throw new Error("top")`),
    "no top-level await": mjs(`export default async () => [await 1, typeof (await import("node:os")).cpus]`),
    "default exports": mjs(
      `export default async function () { return await this } ; log(await Promise.all([import.meta.url.length > 0]))`,
    ),
    "default class and arrow": mjs(`class A { async m() {} } export default async () => { await new A().m() }`),
    "hashbang, byte order mark, comment at the end": {
      format: "module",
      source: "#!/usr/bin/env node\n// first\nexport default await 1 // last",
    },
    "line ends of all kinds": {
      source: "async function f() {\r\n  await 1;\r  await 2;\u2028  return await 3\u2029}\nreturn f()",
    },
    "probe names in the source": js(
      `const $aw = 1, $aw_1 = 2; async function f() { const \\u0024aw_2t = 3; return [$aw, $aw_1, await $aw_2t] } return f()`,
    ),
  },
  typescript: {
    "types everywhere": ts(`
      interface A<T> { a: T; load(x: T): Promise<T> }
      type Fn = typeof load;
      async function load<T>(this: unknown, a: T, b?: A<T>): Promise<T> { return (await a) as T }
      const arrow = async <T,>(a: T): Promise<{ a: T }> => ({ a: await a });
      const cast = async (a: unknown) => <number>await (<Promise<number>>a);
      const bang = async (a?: { b?: number }) => await a!.b!;
      const sat = async () => (await 1) satisfies number;
      declare function nothing(): Promise<void>;
      return Promise.all([load<number>(1), arrow(2), cast(3), bang({ b: 4 }), sat()])`),
    "overloads, abstract and declared members": ts(`
      abstract class Base<T> { declare x: T; abstract load(): Promise<T>; protected async helper(): Promise<T> { return await this.load() } async go(): Promise<T>; async go(n?: number) { return this.helper() } }
      class Impl extends Base<number> { override async load() { return 1 } private readonly f = async (): Promise<number> => await 2; async both() { return [await this.go(), await this.f()] as const } }
      async function over(a: string): Promise<string>
      async function over(a: number): Promise<number>
      async function over(a: any) { return await a }
      return Promise.all([new Impl().both(), over(1)])`),
    "combinator with type arguments": ts(`return Promise.all<number /* ( */>([1, 2])`),
    "types in a module with top-level await": {
      language: "ts",
      format: "module",
      source: `import type { X } from "./x.ts";\nconst a: number = await 1;\nexport default a;\nexport type { X };\ninterface Y {}; type Z = X`,
    },
    "enum, namespace, parameter properties, import and export equals": ts(`
      enum Color { Red = 1, Green }
      namespace Space { export const load = async () => await Color.Green; namespace Types { export type T = 1 } }
      class Point { constructor(private readonly x: number, public y = 2) {} async sum() { return await this.x + this.y } }
      return Promise.all([Space.load(), new Point(1).sum()])`),
    "standard decorators": ts(`
      function twice(f: any, context: any) { return async function (this: any, ...args: any[]) { return 2 * await f.apply(this, args) } }
      class A { @twice async m() { return await 4 } @((_: any, c: any) => async () => log(c.name)) async n() {} accessor z = 1 }
      return Promise.all([new A().m(), new A().n()])`),
    "legacy decorators": {
      ...ts(`
      const seen: string[] = [];
      function mark(...args: any[]): any { seen.push(String(args[1]) + typeof args[2]) }
      class A { constructor(@mark private x: number) {} @mark async m(@mark a: number) { return await a + this.x } }
      return new A(1).m(2).then(v => [v, seen])`),
      compilerOptions: { experimentalDecorators: true },
    },
    "import equals in a module": {
      language: "ts",
      format: "module",
      source: `import os = require("node:os");\nimport { type X, join } from "node:path";\nconst a = await join("a", "b");\nexport default [a, typeof os.cpus] as X`,
    },
    "using, lowered": {
      ...ts(`
      ${resources}
      enum E { A }
      async function f() { await using a = open("a"); { using b = openSync("b"); await null } return E.A }
      return f()`),
    },
  },
  jsx: {
    "await in JSX": {
      language: "jsx",
      source: `
      const h = (type, props, ...children) => ({ type: typeof type === "function" ? type.name : type, props, children });
      async function Page({ title }) { return <main a={await title} {...await { b: 2 }}>text {await 3}{/* none */}<></><b.c d="e" /></main> }
      const b = { c: function C() {} };
      return Page({ title: 1 })`,
      compilerOptions: { jsx: "react", jsxFactory: "h", jsxFragmentFactory: "null" },
    },
    "generic arrow in TSX": {
      language: "tsx",
      source: `
      const h = (...all: unknown[]) => all;
      const f = async <T,>(x: T) => <p>{await x}</p>;
      return f<number>(1)`,
      compilerOptions: { jsx: "react", jsxFactory: "h" },
    },
  },
};

function js(source: string): Program {
  return { source };
}

function mjs(source: string): Program {
  return { source, format: "module" };
}

function ts(source: string): Program {
  return { source, language: "ts" };
}
