/**
 * The exact texts that instrumenting inserts, and their removal by text alone. Loaded in every traced process, so it
 * imports nothing. `src/ARCHITECTURE.md` has the same facts as a table.
 */

/** A name for the probes that occurs nowhere in `source`, also not spelled with escapes. */
export function chooseName(source: string): string {
  const plain = source.includes("\\u")
    ? source.replace(/\\u(?:\{0*([0-9a-f]{1,6})\}|([0-9a-f]{4}))/gi, unescaped)
    : source;
  if (!plain.includes("$aw")) return "$aw";
  for (let n = 1; ; n++) if (!plain.includes(`$aw_${n}`)) return `$aw_${n}`;
}

function unescaped(text: string, braced: string | undefined, four: string | undefined): string {
  const code = Number.parseInt(braced ?? four ?? "", 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : text;
}

/** The texts for one name. Those that end an expression or a body need no site. */
export function createProbes(name: string) {
  const task = `${name}t`;
  const error = `${name}x`;
  return {
    name,
    wrapOpen: (site: number, generator: boolean) => `const ${task}=${name}.${generator ? "g" : "e"}(${site});try{`,
    /** As the one without `Quiet`: nothing of the program runs before the next probe. */
    wrapQuietOpen: (site: number) => `const ${task}=${name}.h(${site});try{`,
    wrapClose: `}catch(${error}){throw ${name}.x(${task},${error})}finally{${name}.f(${task})}`,
    bareOpen: (site: number, generator: boolean) => `const ${task}=${name}.${generator ? "G" : "E"}(${site});`,
    arrowOpen: (site: number) => `{const ${task}=${name}.e(${site},${name});try{return `,
    arrowQuietOpen: (site: number) => `{const ${task}=${name}.h(${site},${name});try{return `,
    arrowClose: `}catch(${error}){throw ${name}.x(${task},${error},${name})}finally{${name}.f(${task},${name})}}`,
    /** Goes before an opening after a directive, and before a `using`, where the user left the semicolon out. */
    semicolon: "; ",
    parameterOpen: `${name}.q(${name}.p(),`,
    resumeOpen: `${name}.u(${task},`,
    resumeQuietOpen: `${name}.w(${task},`,
    suspendOpen: (site: number) => ` ${name}.s(${task},${site},`,
    /** What is awaited is what a function of the same file has just returned. */
    suspendDirectOpen: (site: number) => ` ${name}.d(${task},${site},`,
    /** The same where a space stands before it already. */
    expressionOpen: (site: number) => `${name}.r(${task},${site},`,
    returnOpen: (site: number) => ` ${name}.r(${task},${site},`,
    /** For an expression that makes a promise. */
    madeOpen: (site: number) => `${name}.o(${site},`,
    /** At the start of a `finally`, which is reached in other ways than by an error, too. */
    finallyOpen: `${name}.l(${task});`,
    suspendClose: `,${name}),${name})`,
    close: `,${name})`,
    /** `error`: the caught error where it has a name, so that its message can be put right; else empty. */
    caught: (error: string) => `${name}.c(${task}${error && `,${error}`});`,
    loopOpen: (site: number) => `${name}l${site}:{`,
    /** Goes right behind the `of`, which may stand close to what follows: `of[x]`. */
    iterableOpen: (site: number) => ` ${name}.i(${task},${site},`,
    bodyOpen: (site: number) => `{try{${name}.b(${task},${site});`,
    bodyClose: (site: number) => `}finally{${name}.n(${task},${site})}}${name}.z(${task},${site});}`,
    yieldedOpen: `${name}.v(${task},`,
    yieldOpen: (site: number) => ` ${name}.y(${task},${site},`,
    yieldNothing: (site: number) => ` ${name}.y(${task},${site},void 0,${name}),${name})`,
    yieldNothingEnds: (site: number) => ` ${name}.y(${task},${site},void 0,${name}),${name},${name});`,
    disposedOpen: (site: number) => `using ${name}j=${name}.j(${task},${site});`,
    disposeOpen: (site: number) => `using ${name}k=${name}.k(${task},${site});`,
    combinatorOpen: (site: number) => `${name}.a(${site},`,
    membersOpen: `${name}.m(`,
    moduleOpen: (site: number) => `const ${task}=${name}.t(${site});`,
    moduleClose: `;${name}.f(${task});`,
  };
}
export type Probes = ReturnType<typeof createProbes>;

/**
 * What was instrumented, without its probes: exactly the source, or what it was printed as by a printer that only
 * changes whitespace and semicolons between tokens. Also right for a part of it that holds whole functions.
 */
export function strip(code: string, name: string): string {
  return code.includes(name) ? code.replace(pieces(name), "") : code;
}

/** An inserted text and where it starts in the line (from 0). */
export interface Piece {
  readonly index: number;
  readonly text: string;
}

export function piecesOf(line: string, name: string): Piece[] {
  if (!line.includes(name)) return [];
  return Array.from(line.matchAll(pieces(name)), (match) => ({ index: match.index, text: match[0] }));
}

const compiled = new Map<string, RegExp>();

function pieces(name: string): RegExp {
  let pattern = compiled.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(templates.map((template) => toPattern(template, name)).join("|"), "g");
    compiled.set(name, pattern);
  }
  return pattern;
}

/**
 * The texts above as patterns: `@` is the name, `9` a site, `#` an identifier, `§` a semicolon that a printer may add, `¶` one
 * that it may add behind the user's expression (with a line break: it is not the user's), the rest itself with whitespace
 * allowed between tokens. Longer ones come first where one starts like another.
 */
const templates = [
  "{const @t=@.e(9,@);try{return ",
  "{const @t=@.h(9,@);try{return ",
  "¶}catch(@x){throw @.x(@t,@x,@)§}finally{@.f(@t,@)§}}",
  "}catch(@x){throw @.x(@t,@x)§}finally{@.f(@t)§}",
  "; const @t=@.e(9);try{",
  "; const @t=@.h(9);try{",
  "; const @t=@.g(9);try{",
  "; const @t=@.E(9);",
  "; const @t=@.G(9);",
  "const @t=@.e(9);try{",
  "const @t=@.h(9);try{",
  "const @t=@.g(9);try{",
  "const @t=@.E(9);",
  "const @t=@.G(9);",
  "const @t=@.t(9);",
  ";@.f(@t);",
  "@.q(@.p(),",
  "@.u(@t,",
  "@.w(@t,",
  " @.s(@t,9,",
  " @.d(@t,9,",
  " @.r(@t,9,",
  "@.r(@t,9,",
  "@.o(9,",
  "@.l(@t);",
  "@.c(@t);",
  "@.c(@t,#);",
  "@l9:{",
  " @.i(@t,9,",
  "{try{@.b(@t,9);",
  "}finally{@.n(@t,9)§}}@.z(@t,9);}",
  "@.v(@t,",
  " @.y(@t,9,void 0,@),@,@);",
  " @.y(@t,9,void 0,@),@)",
  " @.y(@t,9,",
  "; using @k=@.k(@t,9);",
  "using @k=@.k(@t,9);",
  "using @j=@.j(@t,9);",
  "@.a(9,",
  "@.m(",
  ",@)",
];

/** The pattern of a text of probes that are called `name`, written as in {@link templates}. */
export function toPattern(template: string, name: string): string {
  const quoted = name.replace(/\$/g, "\\$");
  const tokens = template.match(/^; (?=const|using)|^ | $|[@\w]+|[^\s\w@]/g) ?? [];
  let pattern = "";
  for (const [index, token] of tokens.entries()) {
    const text = token
      .replace(/[$.(){}]/g, "\\$&")
      .replace("§", ";?")
      .replace("¶", "(?:;\\s+)?")
      .replace("#", "[\\w$\\u0080-\\uffff]+")
      .replace(/^9$|(?<=^@l)9$/, "\\d+");
    const apart = index > 0 && token !== " " && tokens[index - 1] !== " " && tokens[index - 1] !== "; ";
    pattern += (apart ? "\\s*" : "") + text.replace("@", quoted);
  }
  return pattern;
}
