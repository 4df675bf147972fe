import type { Bindings } from "./bindings.ts";
import type { Edits } from "./edits.ts";
import type { Names } from "./names.ts";
import type { Probes } from "./probes.ts";
import type { Claim } from "./quiet.ts";
import type { SiteList } from "./sites.ts";
import type { Await, Position, SyntaxNode } from "./syntax.ts";

/** The function, or the module, that the visited node runs in. */
export interface Scope {
  /** Index of the site of the nearest instrumented function or module, -1 for none. */
  readonly site: number;
  /** Whether it is instrumented itself, so that it has a task. */
  readonly hasTask: boolean;
  readonly isAsyncGenerator: boolean;
  /** Places visited so far at which it can wait. */
  waits: number;
  /** How many of the `try` statements around have a `finally` that may take back what was returned. */
  takenBack: number;
}

export interface Claimed {
  readonly claim: Claim;
  readonly insertion: number;
  readonly otherwise: string;
}

/** Something to do between the visits of two nodes. */
export type Step = () => void;

/**
 * One walk over one file, in the order of the source. `stack` holds what is still to be visited, so that depth of
 * nesting costs no call stack.
 */
export interface Walk {
  readonly source: string;
  readonly probes: Probes;
  readonly edits: Edits;
  readonly sites: SiteList;
  readonly names: Names;
  readonly bindings: Bindings;
  /** Awaits behind which nothing runs before the next probe, if the claim holds. */
  readonly quietAwaits: Map<Await, Claim>;
  /** Insertions for which a claim was made, with the text for the case that it does not hold. */
  readonly claimed: Claimed[];
  readonly stack: Stack;
  readonly isModule: boolean;
  /** Whether a direct eval could declare variables in the function around it. */
  readonly mayEval: boolean;
  /** Expressions that are waited for, with the index of the site. */
  readonly waited: { readonly site: number; readonly expression: SyntaxNode }[];
  /** Expressions that stay as they are, because errors name them. */
  readonly insideChain: Set<SyntaxNode>;
  /** Whether what begins there gets no probes, as it is asked not to. */
  readonly isLeft: (start: Position) => boolean;
  scope: Scope;
  needsSettledHook: boolean;
  needsTranspile: boolean;
}

export interface Stack {
  push(...items: readonly (SyntaxNode | Step)[]): unknown;
}

/** Visits `parts` in this order, next. Nothing is visited for null. */
export function visitInOrder(walk: Walk, ...parts: readonly (SyntaxNode | Step | null | undefined)[]): void {
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i];
    if (part !== null && part !== undefined) walk.stack.push(part);
  }
}

/** The node with a text inserted before and behind it. */
export function between(walk: Walk, open: string, node: SyntaxNode, close: string): (SyntaxNode | Step)[] {
  return [() => walk.edits.insert(node.start, open), node, () => walk.edits.insert(node.end, close)];
}

/** Inserts `text` if the claim holds in the end, else `otherwise`. */
export function insertClaimed(walk: Walk, at: number, claim: Claim | null, text: string, otherwise: string): void {
  const insertion = walk.edits.insert(at, claim === null ? otherwise : text);
  if (claim !== null) walk.claimed.push({ claim, insertion, otherwise });
}
