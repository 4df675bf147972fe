import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError, usageErrors } from "./errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Parses the options and operands of a command. Throws a UsageError for an unknown or incomplete option. */
export function parse<const O extends Options>(command: string, args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw usageErrors.badOption(command, firstSentence(error));
  }
}

/**
 * Splits a command line that ends in a program's own: everything from the first operand on, or after `--`, is the
 * program's and stays untouched, whatever it looks like.
 */
export function splitProgram(
  args: readonly string[],
  options: Options,
): { readonly own: readonly string[]; readonly program: readonly string[] } {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === "positional") return { own: args.slice(0, token.index), program: args.slice(token.index) };
    if (token.kind === "option-terminator") {
      return { own: args.slice(0, token.index), program: args.slice(token.index + 1) };
    }
  }
  return { own: args, program: [] };
}

/** Node's message goes on to explain how to pass an operand that starts with a dash; one sentence is enough. */
function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `${text.split(/\.\s/)[0]!.replace(/\.$/, "")}.`;
}
