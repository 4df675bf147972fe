/** Random programs that say in which order their parts run. */

/** What a program may hold at one place. */
interface Place {
  /** Labels of the loops around. */
  readonly labels: readonly string[];
  readonly awaits: boolean;
  readonly yields: boolean;
  /** Functions that may be called, so that nothing calls itself. */
  readonly callable: readonly Callable[];
}

interface Callable {
  readonly name: string;
  readonly kind: Kind;
}

const kinds = ["async", "async", "async", "asyncGenerator", "generator", "plain"] as const;
type Kind = (typeof kinds)[number];

/** Names of async generators start so, and no other function's name does. */
export const GENERATOR_PREFIX = "ag";

export interface GenerateOptions {
  /** Whether the Node that is to run it has `await using`. Without it the same program closes in a `finally`. */
  readonly hasUsing: boolean;
}

/** The text of a function of scheduler.cjs's tools. `choose(n)` is the source of chance: an integer below n. */
export function generateProgram(choose: (count: number) => number, { hasUsing }: GenerateOptions): string {
  let budget = 0;
  let names = 0;
  let marks = 0;

  const one = <T>(...options: readonly (() => T)[]): T => options[choose(options.length)]!();
  const pick = <T>(values: readonly T[]): T => values[choose(values.length)]!;
  const many = (least: number, most: number, make: () => string, between = " "): string =>
    Array.from({ length: least + choose(most - least + 1) }, make).join(between);
  const mark = () => `log(${++marks});`;
  const number = () => String(choose(90) + 10);
  const loopKind = () => pick(["timer", "immediate", "message", "promise"].map((kind) => JSON.stringify(kind)));

  const program = (): string => {
    let callable: readonly Callable[] = [];
    const functions: string[] = [];
    for (let count = 2 + choose(4); count > 0; count--) {
      const kind = pick(kinds);
      const made = { name: `${kind === "asyncGenerator" ? GENERATOR_PREFIX : "f"}${names++}`, kind };
      budget = 25;
      functions.push(declare(made, { labels: [], awaits: false, yields: false, callable }));
      callable = [...callable, made];
    }
    const main: Place = { labels: [], awaits: true, yields: false, callable };
    return `({ log, later, step, rest, thenable, refusing, counter, resource, Sub }) => {
let shared;
${functions.join("\n")}
return Promise.all([${many(1, 3, () => `(async () => ${start(main)})()`, ", ")}]);
}`;
  };

  const start = (main: Place): string => {
    budget = 60;
    return `{ ${many(4, 12, () => statement(main))} return ${value(main)}; }`;
  };

  const declare = ({ name, kind }: Callable, place: Place): string => {
    const isAsync = kind === "async" || kind === "asyncGenerator";
    const yields = kind === "asyncGenerator" || kind === "generator";
    const inner = { ...place, awaits: isAsync, yields };
    const code = `{ step(); ${body(inner, 4)} }`;
    if (yields) return `${isAsync ? "async " : ""}function* ${name}(a) ${code}`;
    const prefix = isAsync ? "async " : "";
    return one(
      () => `${prefix}function ${name}(a) ${code}`,
      () => `const ${name} = ${prefix}(a) => ${code};`,
      () => `const { ${name} } = { ${prefix}${name}(a = ${number()}) ${code} };`,
    );
  };

  const call = (place: Place, ...wanted: readonly Kind[]): string | null => {
    const fitting = place.callable.filter(({ kind }) => wanted.includes(kind));
    return fitting.length === 0 ? null : `${pick(fitting).name}(${number()})`;
  };

  /** Something to wait for. */
  const promise = (place: Place): string => {
    if (budget-- <= 0) return number();
    return one(
      () => call(place, "async") ?? number(),
      () => call(place, "async") ?? `Promise.resolve(${number()})`,
      () => call(place, "async", "plain") ?? `Promise.reject(${number()})`,
      () => `rest(${loopKind()}, ${number()})`,
      () => `thenable(${number()})`,
      () => `refusing(${number()})`,
      () => `new Sub((resolve) => resolve(${promise(place)}))`,
      () => `Promise.${pick(["all", "allSettled", "race", "any"])}(${members(place)})`,
      () => `Promise.resolve(${promise(place)}).then((v) => { ${mark()} return v; })`,
      () => `Promise.resolve(${promise(place)}).catch((e) => ${value({ ...place, awaits: false, yields: false })})`,
      () => `Promise.resolve(${promise(place)}).finally(() => ${promise({ ...place, awaits: false, yields: false })})`,
      () => `(shared ??= ${promise(place)})`,
      () => `(async () => { ${body({ ...place, labels: [], awaits: true, yields: false }, 2)} })()`,
      () =>
        `(async (a = ${value({ ...place, awaits: false, yields: false })}) => ${value({ ...place, awaits: true, yields: false })})()`,
      () => number(),
    );
  };

  /** Of a combinator. */
  const members = (place: Place): string => {
    const list = `[${many(0, 3, () => promise(place), ", ")}]`;
    return one(
      () => list,
      () => `new Set(${list})`,
      () => `new Map(${list}.entries()).values()`,
      () => `(function* (all) { for (const member of all) { ${mark()} yield member; } })(${list})`,
    );
  };

  const value = (place: Place): string => {
    if (budget-- <= 0) return number();
    return one(
      number,
      () => (place.awaits ? `await ${promise(place)}` : number()),
      () => (place.awaits ? `await ${promise(place)}` : number()),
      () => (place.awaits ? `[${value(place)}, await ${promise(place)}]` : `[${value(place)}]`),
      () => (place.yields ? `(yield ${value(place)})` : number()),
      () => (call(place, "generator") === null ? number() : `[...${call(place, "generator")}].length`),
    );
  };

  const body = (place: Place, most: number): string => many(1, most, () => statement(place));

  const looped = (make: (inner: Place, label: string) => string, place: Place): string => {
    const label = `l${names++}`;
    return make({ ...place, labels: [...place.labels, label] }, label);
  };

  const aside = (place: Place): Place => ({ ...place, labels: [], awaits: false, yields: false });

  const statement = (place: Place): string => {
    if (budget-- <= 0) return mark();
    const name = `v${names++}`;
    return one(
      mark,
      () => `log(${++marks}, ${value(place)});`,
      () => `log(${++marks}, ${value(place)});`,
      () => (place.awaits ? `await ${promise(place)}; ${mark()}` : mark()),
      () => `void ${promise(place)};`,
      () => `process.nextTick(() => { ${mark()} ${one(mark, () => `void ${promise(aside(place))};`)} });`,
      () =>
        `queueMicrotask(${one(
          () => "",
          () => "async ",
        )}() => { ${body(aside(place), 2)} });`,
      () => `later(${loopKind()}, () => { ${body(aside(place), 2)} });`,
      () => `later(${loopKind()}, async () => { ${body({ ...aside(place), awaits: true }, 2)} });`,
      () =>
        `const ${name} = Promise.resolve(${promise(place)}); later(${loopKind()}, () => ${name}.catch((e) => log("late", e)));`,
      () =>
        `{ const { promise, resolve, reject } = Promise.withResolvers(); later(${loopKind()}, () => ${pick(["resolve", "reject"])}(${number()})); ${place.awaits ? "log(await promise);" : "shared = promise;"} }`,
      () => `try { ${body(place, 3)} } catch (e) { log("caught", e); ${body(place, 2)} }`,
      () => `try { ${body(place, 3)} } finally { ${mark()} ${body({ ...place, labels: [] }, 1)} }`,
      () => `try { ${body(place, 2)} } catch { ${mark()} } finally { ${body({ ...place, labels: [] }, 2)} }`,
      () => looped((inner, label) => `${label}: for (const x of [1, 2]) { step(); ${body(inner, 2)} }`, place),
      () =>
        place.awaits
          ? looped(
              (inner, label) =>
                `${label}: for await (const x of ${iterable(place)}) { step(); log(x); ${body(inner, 2)} }`,
              place,
            )
          : mark(),
      () => drive(place),
      () => (place.awaits ? using(place) : mark()),
      () => `if (${value(place)} > 50) { ${body(place, 2)} }`,
      () => (place.yields ? `log(yield ${value(place)});` : mark()),
      () =>
        place.yields ? `yield* ${place.awaits ? iterable(place) : (call(place, "generator") ?? "[1, 2]")};` : mark(),
      () => leave(place),
    );
  };

  const iterable = (place: Place): string =>
    one(
      () => call(place, "asyncGenerator") ?? `counter(${choose(3)})`,
      () => call(place, "asyncGenerator", "generator") ?? `[${promise(place)}, ${promise(place)}]`,
      () => `counter(${choose(3)})`,
      () => `[${many(0, 2, () => promise(place), ", ")}]`,
    );

  /** Requests to a generator, also several at once. */
  const drive = (place: Place): string => {
    const made = call(place, "asyncGenerator");
    if (made === null) return mark();
    const name = `g${names++}`;
    const request = () =>
      `${name}.${one(
        () => "next",
        () => "next",
        () => "return",
        () => "throw",
      )}(${number()})`;
    if (!place.awaits) return `{ const ${name} = ${made}; ${request()}.then(log, log); ${request()}.then(log, log); }`;
    return `{ const ${name} = ${made}; log(await ${request()}); log(await Promise.allSettled([${many(1, 3, request, ", ")}])); }`;
  };

  const using = (place: Place): string => {
    const inner = body({ ...place, labels: [] }, 2);
    if (hasUsing) return `{ await using r = resource(${number()}); ${inner} }`;
    return `{ const r = resource(${number()}); try { ${inner} } finally { await r; } }`;
  };

  const leave = (place: Place): string =>
    one(
      () => `throw ${number()};`,
      () => `throw new TypeError("${number()}");`,
      () => `return ${value(place)};`,
      () => (place.labels.length === 0 ? mark() : `${pick(["break", "continue"])} ${pick(place.labels)};`),
    );

  return program();
}
