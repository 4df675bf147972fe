import type { FutureFacts, Waiter } from "../timeline/futures.ts";
import { countText, durationText } from "../timeline/ruler.ts";
import { button, h } from "./dom.ts";
import type { PanelEvents, PanelLinks } from "./panel-links.ts";
import { chip, column, dim, note, SIGNS } from "./panel-parts.ts";
import { withArticle } from "./words.ts";

/** A selected future: where it came from, how it ended, and who took it up. */
export function futureColumns(
  future: FutureFacts,
  events: PanelEvents,
  links: PanelLinks,
  close: HTMLElement,
): HTMLElement[] {
  const { ending, place, text } = future;
  return [
    column(
      "Future",
      close,
      h(
        "div",
        { class: "what" },
        h("code", {}, text),
        place === null ? null : links.place(place),
        h("span", { class: `ending ${ending.replace(" ", "-")}` }, `${SIGNS[ending]} ${ending}`),
      ),
      h("div", { class: "chips" }, ...chips(future)),
      h("h6", {}, "Origin"),
      h("div", { class: "flow" }, ...madeBy(future, links)),
      h("h6", {}, "End"),
      h("div", { class: "flow" }, ...settledIn(future, links)),
    ),
    column(`Used ${usesText(future)}`, ...uses(future, events, links)),
  ];
}

/** The same in short, for an await on it; its own wait is not among those that are told. */
export function futureOfAwait(future: FutureFacts, ownAwait: number, links: PanelLinks): HTMLElement[] {
  const name = links.future({ future: future.ref, text: future.text });
  const place = future.place === null ? [] : [dim(" at "), links.place(future.place, "made")];
  const parts = [name, ...place, dim(" · "), ...madeBy(future, links)];
  if (future.turn >= 0) parts.push(dim(" · "), ...settledIn(future, links));
  const others = future.waiters.filter(({ ref }) => ref !== ownAwait);
  if (others.length > 0) {
    parts.push(dim(" · also awaited by "), ...others.slice(0, TOLD).flatMap((one, i) => waiterLink(one, i, links)));
    const more = others.length - TOLD + future.moreWaiters;
    if (more > 0) parts.push(dim(` +${countText(more)} more`));
  }
  return [h("h6", {}, "Future"), h("div", { class: "flow" }, ...parts)];
}

/** Other waits that the details of an await name; the future's own have them all. */
const TOLD = 4;

function chips({ endMs, startMs, isExact, place }: FutureFacts): HTMLElement[] {
  const at = chip("", `${place === null ? "first seen " : ""}at ${durationText(Math.max(0, startMs))}`);
  if (Number.isNaN(endMs)) return [at];
  return [chip("", `settled ${isExact ? "after" : "within"} ${durationText(endMs - startMs)}`), at];
}

function madeBy({ place, by, fromTask, fromFuture, from }: FutureFacts, links: PanelLinks): HTMLElement[] {
  if (place === null) return [dim("made in code that is not traced")];
  const parts = by === null ? [dim("made outside any task")] : [dim("made by "), links.taskName(by)];
  if (fromTask !== null) parts.push(dim(" · after "), links.taskLink(fromTask));
  else if (fromFuture >= 0) parts.push(dim(" · after "), links.future({ future: fromFuture, text: from }));
  else if (from !== "") parts.push(dim(" · after "), h("code", {}, from));
  return parts;
}

function settledIn({ turn, turnName, ending, isExact, endMs }: FutureFacts, links: PanelLinks): HTMLElement[] {
  if (ending === "unknown") return [dim("Nobody waited for it, so nobody saw whether it settled")];
  if (Number.isNaN(endMs)) return [dim(ending === "waiting" ? "Not yet" : "Not by the program's end")];
  const when = `${isExact ? "at" : "not later than"} ${durationText(endMs)}`;
  if (turn < 0) return [dim(`settled ${when}`)];
  return [dim(`settled ${when} in `), links.turnLink(`the turn of ${withArticle(turnName)}`, turn)];
}

function usesText({ waiters, moreWaiters }: FutureFacts): string {
  const count = waiters.length + moreWaiters;
  return count === 0 ? "by" : `by ${countText(count)} ${count === 1 ? "await" : "awaits"}`;
}

function uses(future: FutureFacts, events: PanelEvents, links: PanelLinks): HTMLElement[] {
  const { waiters, moreWaiters, groups, derived, moreUses } = future;
  if (waiters.length + groups.length + derived.length === 0)
    return [note("No traced code awaited it, called then() on it, or put it into a group.")];
  const result: HTMLElement[] = [];
  if (waiters.length > 0) {
    const more = moreWaiters > 0 ? note(`${countText(moreWaiters)} more`) : null;
    result.push(h("div", { class: "list" }, ...waiters.map((one) => waiterRow(one, events)), more));
  }
  if (groups.length > 0) {
    const list = groups.map((group) => h("div", {}, links.group(group)));
    result.push(h("h6", {}, "Member of"), h("div", { class: "flow" }, ...list));
  }
  if (derived.length > 0) {
    const list = derived.map((one) => h("div", {}, links.future(one)));
    result.push(h("h6", {}, "Followed by"), h("div", { class: "flow" }, ...list));
  }
  if (moreUses > 0) result.push(note(`${countText(moreUses)} more`));
  return result;
}

function waiterRow({ ref, name, ms, ending, startMs }: Waiter, events: PanelEvents): HTMLElement {
  const waited = Number.isNaN(ms) ? ending : durationText(ms);
  const row = button(
    "",
    `Show the await in ${name}, from ${durationText(startMs)}, ${waited}, ${ending}`,
    () => events.select({ kind: "await", ref }),
    { class: "entry", "data-focus": `await-${ref}` },
  );
  const bad = ending === "fulfilled" ? "" : `${SIGNS[ending]} `;
  row.append(
    h("code", { class: "entry-text" }, name),
    h("span", { class: "where dim" }, `from ${durationText(startMs)}`),
    h("span", { class: `figure ${ending.replace(" ", "-")}` }, `${bad}${waited}`),
  );
  return row;
}

function waiterLink({ ref, name, ms }: Waiter, position: number, links: PanelLinks): HTMLElement[] {
  const comma = position > 0 ? [dim(", ")] : [];
  return [...comma, links.await(ref, name), dim(` ${durationText(ms)}`)];
}
