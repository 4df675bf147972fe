import type { Place } from "../timeline/ending.ts";
import type { Selection } from "../timeline/selection.ts";
import type { Client } from "./client.ts";
import { DetailsView } from "./details-view.ts";
import { FuturesView } from "./futures-view.ts";

interface Parts {
  readonly client: Client;
  /** Places can be opened. */
  readonly linksSource: boolean;
  select(selection: Selection | null): void;
  open(place: Place): void;
}

/** The panel below the timeline, and the column of it that stays: what their buttons do. */
export function createPanel({ client, linksSource, select, open }: Parts): {
  readonly futures: FuturesView;
  readonly details: DetailsView;
} {
  const futures = new FuturesView({
    query: (query) => client.send({ kind: "futures", query }),
    choose: (ref) => select({ kind: "future", ref }),
  });
  const events = {
    select,
    pick: (site: number) => client.send({ kind: "pick", site, which: "slowest" }),
    step: (by: number) => client.send({ kind: "step", by, along: "site" }),
    open,
    close: () => select(null),
  };
  return { futures, details: new DetailsView(events, futures, linksSource) };
}
