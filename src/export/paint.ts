/** Colours of a report in a terminal. Only the sixteen that every terminal has and its theme sets. */
export type Colour = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "cyan";

const CODES: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
};

/** A piece of text in one colour. */
export interface Span {
  readonly text: string;
  readonly colour?: Colour | undefined;
}

export type Paint = (span: Span) => string;

export function painter(coloured: boolean): Paint {
  if (!coloured) return ({ text }) => text;
  return ({ text, colour }) => {
    if (!colour || text === "") return text;
    const [on, off] = CODES[colour];
    return `\x1B[${on}m${text}\x1B[${off}m`;
  };
}

/** Colour in a terminal; NO_COLOR turns it off and FORCE_COLOR on (no-color.org, force-color.org), FORCE_COLOR=0 off. */
export function wantsColour(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  if (env.NO_COLOR) return false;
  return isTerminal && env.TERM !== "dumb";
}
