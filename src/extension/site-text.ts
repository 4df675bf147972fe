import { SiteKind } from "../format/spec.ts";
import type { Site } from "../model/types.ts";

/** Longest text of a site, see SiteRecord.text. */
const MAX_TEXT = 120;

/**
 * Which part of `line` answers to the pointer for a site that stands at `start`: the keyword and the callee's name, or
 * a function's name. The whole awaited expression would put a wait over the types of every argument in it.
 */
export function hoverHead(kind: SiteKind, line: string, start: number, end: number): { from: number; to: number } {
  if (kind === SiteKind.Function) return { from: nameBefore(line, start) ?? start, to: end };
  const head = (HEADS[kind] ?? /^\w+/).exec(line.slice(start));
  return { from: start, to: start + (head?.[0].length ?? 0) };
}

const HEADS: Partial<Record<SiteKind, RegExp>> = {
  [SiteKind.Await]: /^await\b(?:\s+(?:new\s+)?[\p{ID_Continue}$.#?!]*)?/u,
  [SiteKind.ForAwait]: /^(?:\w+:\s*)*for\s+await\b/,
  [SiteKind.AwaitUsing]: /^(?:await\s+using|for)\b/,
  [SiteKind.YieldStar]: /^yield\s*\*/,
};

/** Where the name begins that a function without one is given on the same line: `load = async () => …`, `load: async …`. */
function nameBefore(line: string, start: number): number | undefined {
  if (!line.startsWith("async", start)) return undefined;
  return /[\p{ID_Continue}$#]+\s*(?:\??:[^=]*)?[=:]\s*$/u.exec(line.slice(0, start))?.index;
}

/** Whether `text`, which stands in the site's range now, is what ran. Layout does not count. */
export function stillReads(site: Site, text: string): boolean {
  const now = fold(text);
  const wanted = fold(site.text);
  if (site.kind === SiteKind.Function)
    return now === "async" || wanted.includes(now.replace(/^[["'`]+|["'`\]]+$/g, ""));
  if (site.kind !== SiteKind.Await) return now.includes(wanted);
  const argument = now.replace(/^await\b\s*/, "");
  return now.startsWith("await") && (isCut(site) ? argument.startsWith(wanted) : argument === wanted);
}

/** The recorded text ends where the limit cut it; half a surrogate pair may be missing. */
function isCut(site: Site): boolean {
  return site.text.length >= MAX_TEXT - 1;
}

function fold(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
