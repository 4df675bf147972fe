import { SiteKind } from "../format/spec.ts";
import type { Site } from "../model/types.ts";

/** Longest text of a site, see SiteRecord.text. */
const MAX_TEXT = 120;

/**
 * How much of `text`, which begins at a site, answers to the pointer: the keyword and the callee's name. The whole
 * awaited expression would put a wait over the types of every argument in it.
 */
export function hoverHead(kind: SiteKind, text: string): number {
  const pattern = HEADS[kind] ?? /^\w+/;
  return pattern.exec(text)?.[0].length ?? 0;
}

const HEADS: Partial<Record<SiteKind, RegExp>> = {
  [SiteKind.Await]: /^await\b(?:\s+(?:new\s+)?[\p{ID_Continue}$.#?!]*)?/u,
  [SiteKind.ForAwait]: /^(?:for\s+)?await\b/,
  [SiteKind.AwaitUsing]: /^await\s+using\b/,
  [SiteKind.YieldStar]: /^yield\s*\*/,
  [SiteKind.Combinator]: /^[\w$.]+/,
  [SiteKind.Module]: /^(?!)/,
};

/** Whether `text`, which stands in the site's range now, is what ran. Layout does not count. */
export function stillReads(site: Site, text: string): boolean {
  const now = fold(text.replace(/^await\s+(?!using\b)/, ""));
  const wanted = fold(site.text);
  if (site.kind === SiteKind.Await)
    return now.slice(0, wanted.length) === wanted && (now.length === wanted.length || isCut(site));
  return wanted === "" || fold(text).includes(wanted) || isCut(site);
}

/** The recorded text ends where the limit cut it. */
function isCut(site: Site): boolean {
  return site.text.length >= MAX_TEXT - 1;
}

function fold(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
