import { SiteKind } from "../format/spec.ts";
import { quietAwaits, type Statements } from "./quiet.ts";
import { type Block, isAwaitUsing, isUsing, type SyntaxNode, type Variables } from "./syntax.ts";
import { pushAll } from "./visitor-keys.ts";
import { type Step, visitInOrder, type Walk } from "./walk.ts";

/** Visits the statements of a block. Where it declares `await using`, its end is a wait between two disposals of ours. */
export function visitBlock(walk: Walk, block: Block, statements: Statements = { ...block, endsFunction: false }): void {
  if (walk.scope.hasTask) for (const [node, claim] of quietAwaits(statements)) walk.quietAwaits.set(node, claim);
  const first = walk.scope.hasTask ? block.body.findIndex(isAwaitUsing) : -1;
  if (first < 0) {
    pushAll(walk.stack, block.body);
    return;
  }
  const last = block.body.findLastIndex(isUsing);
  const parts: (SyntaxNode | Step)[] = [...block.body];
  let site = 0;
  parts.splice(last + 1, 0, () => insertAfter(walk, block.body[last]!, walk.probes.disposeOpen(site)));
  parts.splice(first, 0, () => {
    const declaration = block.body[first] as Variables;
    const { start, loc } = declaration;
    const last = declaration.declarations.at(-1)!;
    const text = walk.sites.text(start, last.end);
    site = walk.sites.number(walk.sites.add(SiteKind.AwaitUsing, loc.start, last.loc.end, text, walk.scope.site));
    walk.edits.insert(start, walk.probes.disposedOpen(site));
    walk.scope.waits++;
  });
  visitInOrder(walk, ...parts);
}

function insertAfter(walk: Walk, statement: SyntaxNode, text: string): void {
  const isClosed = walk.source[statement.end - 1] === ";";
  walk.edits.insert(statement.end, isClosed ? text : walk.probes.semicolon + text);
}
