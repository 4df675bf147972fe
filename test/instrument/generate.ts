/** Random programs that end, log what they do, and hold every asynchronous form in every other one. */
export function generateProgram(choose: (count: number) => number): string {
  let budget = 40;
  let names = 0;

  const one = <T>(...options: readonly (() => T)[]): T => options[choose(options.length)]!();
  const spend = () => budget-- > 0;
  const times = (make: () => string, most: number): string => Array.from({ length: choose(most + 1) }, make).join(" ");

  /** `labels`: those around, `true` for loops. `kind`: what the function around may do. */
  interface Place {
    readonly labels: readonly string[];
    readonly loop: boolean;
    readonly yields: boolean;
  }

  const value = (place: Place): string => {
    if (!spend()) return `${choose(9)}`;
    return one(
      () => `${choose(9)}`,
      () => `await ${value(place)}`,
      () => `(await ${value(place)})`,
      () => `(${value(place)}, ${value(place)})`,
      () => `[${value(place)}, ...await [${value(place)}]].length`,
      () => `\`\${await ${value(place)}}\`.length`,
      () => `(${value(place)} && ${value(place)})`,
      () => `(await { a: ${value(place)} })?.a`,
      () => `await Promise.reject(${choose(9)})`,
      () =>
        `await Promise.${one(
          () => "all",
          () => "allSettled",
        )}([${value(place)}, ${choose(9)}]).then(v => v.length)`,
      () => `await (async (a = ${choose(9)}) => ${value({ ...place, yields: false })})()`,
      () => `await (async () => { ${body({ labels: [], loop: false, yields: false })} })()`,
      () =>
        `await new (class { #x = async () => ${value({ ...place, yields: false })}; async m() { return this.#x() } })().m()`,
      () => (place.yields ? `(yield ${value(place)})` : `await then(${choose(9)})`),
    );
  };

  const body = (place: Place): string => times(() => statement(place), 4);

  const loop = (place: Place): { label: string; inner: Place } => {
    const label = `l${names++}`;
    return { label, inner: { ...place, labels: [...place.labels, label], loop: true } };
  };

  const statement = (place: Place): string => {
    if (!spend()) return `log(${choose(99)});`;
    const name = `v${names++}`;
    return one(
      () => `log(${value(place)});`,
      () => `await ${value(place)}\n`,
      () =>
        `{ const { ${name} = ${value(place)} } = ${one(
          () => "{}",
          () => `await {}`,
        )}; log(${name}); }`,
      () => `if (${value(place)}) { ${body(place)} } else ${statement(place)}`,
      () => `try { ${body(place)} } catch (e) { log("c", e); ${body(place)} }`,
      () => `try { ${body(place)} } finally { log("f"); ${body({ ...place, labels: [], loop: false })} }`,
      () =>
        `{ const ${name} = async function* (a) { ${body({ labels: [], loop: false, yields: true })} }; ${consume(name, place)} }`,
      () => {
        const { label, inner } = loop(place);
        return `${label}: for await (const x of [${choose(9)}, Promise.resolve(1)]) ${one(
          () => `{ ${body(inner)} }`,
          () => statement(inner),
        )}`;
      },
      () => {
        const { label, inner } = loop(place);
        return `${label}: for (const x of [1, 2]) { ${body(inner)} }`;
      },
      () => `{ await using r = resource(${choose(9)}); ${body(place)} }`,
      () => `switch (${value(place)}) { case ${value(place)}: ${body({ ...place, loop: false })} default: log("d") }`,
      () =>
        place.loop
          ? one(
              () => "break;",
              () => "continue;",
            )
          : `throw ${choose(9)};`,
      () => {
        const label = place.labels[choose(place.labels.length || 1)];
        return label === undefined
          ? `return ${value(place)};`
          : one(
              () => `break ${label};`,
              () => `continue ${label};`,
            );
      },
      () =>
        place.yields
          ? one(
              () => `log(yield ${value(place)});`,
              () => `yield* [${value(place)}];`,
              () => `return ${value(place)};`,
            )
          : "log(0);",
      () => `{ var ${name} = inner${name}; function inner${name}() { return Promise.all([1]) } log(await ${name}()); }`,
    );
  };

  const consume = (name: string, place: Place): string => {
    const { label, inner } = loop(place);
    return one(
      () => `${label}: for await (const x of ${name}()) { log(x); ${body(inner)} }`,
      () => `const g = ${name}(); log(await g.next()); log(await g.return(${choose(9)}));`,
      () => `const g = ${name}(); log(await g.next()); try { log(await g.throw(5)) } catch (e) { log(e) }`,
      () => `const g = ${name}(); log(await Promise.all([g.next(), g.next(1), g.next()]));`,
    );
  };

  const start: Place = { labels: [], loop: false, yields: false };
  return `
    const then = (v) => ({ then: (ok) => ok(v) });
    const resource = (n) => ({ async [Symbol.asyncDispose]() { log("closing", n); await null; log("closed", n) } });
    async function main() { ${body(start)} ${body(start)} ${body(start)} return ${value(start)} }
    async function other() { ${body(start)} }
    return Promise.allSettled([main(), other()]);`;
}
