import { Bars } from "./bars.ts";
import { LaneComposer } from "./compose-lane.ts";
import { composeLoop } from "./compose-loop.ts";
import type { Picture, PictureRequest } from "./picture.ts";
import { RowKind } from "./rows.ts";
import type { Source } from "./source.ts";
import { laneHeight, ROW_PADDING, THIN_LANES } from "./visible.ts";

/** A picture of more bars is composed again, coarser: a frame draws half of it, and a CPU without a GPU must keep up. */
const MOST_BARS = 9_000;

/** How coarse a picture is. */
interface Grain {
  /** A closed packed row draws at most this many lanes; of more, an even sample. Its label says how many there are. */
  readonly lanes: number;
  /** Times the width below which bars merge. */
  readonly merge: number;
}

/** Lanes that share their place are left out first, then detail. */
const GRAINS: readonly Grain[] = [
  { lanes: 36, merge: 1 },
  { lanes: 18, merge: 1 },
  { lanes: THIN_LANES, merge: 1 },
  { lanes: THIN_LANES, merge: 2 },
  { lanes: THIN_LANES, merge: 4 },
  { lanes: THIN_LANES, merge: 8 },
];
/** Gap between two lanes of a packed row. */
const LANE_GAP = 1;

/**
 * Makes pictures. Work is bounded by what is on the screen, not by the length of the trace: for every lane in sight
 * a bisection finds the first bar, bars narrower than a pixel or two are merged, and the search gallops over what a
 * merged bar covers.
 */
export class Composer {
  readonly #bars = new Bars();

  compose(source: Source, request: PictureRequest): Picture {
    for (const grain of GRAINS) {
      this.#composeRows(source, request, grain);
      if (this.#bars.length <= MOST_BARS) break;
    }
    return { ...request, bars: this.#bars.sorted() };
  }

  #composeRows(source: Source, request: PictureRequest, grain: Grain): void {
    const bars = this.#bars;
    bars.clear();
    const { visible, rows } = source;
    const last = Math.min(visible.at(request.bottom), visible.length - 1);
    for (let at = Math.max(0, visible.at(request.top)); at <= last; at++) {
      const row = visible.row[at]!;
      const top = visible.top[at]! - request.top + ROW_PADDING;
      if (rows.kind[row] === RowKind.Thread) {
        composeLoop(bars, source, request, rows.thread[row]!, top, visible.top[at + 1]! - visible.top[at]!);
      } else {
        this.#composeRow(source, request, row, top, grain);
      }
    }
  }

  #composeRow(source: Source, request: PictureRequest, row: number, top: number, grain: Grain): void {
    const { rows } = source;
    const pitch = laneHeight(rows, row);
    const pack = rows.kind[row] === RowKind.Pack;
    const lanes = rows.lanes[row]!;
    const closed = pack && rows.collapsed[row] !== 0;
    const shared = closed && lanes > THIN_LANES;
    const every = closed ? Math.ceil(lanes / grain.lanes) : 1;
    const composer = new LaneComposer(this.#bars, source, request, row, closed && lanes > 1, grain.merge);
    let index = 0;
    for (let lane = rows.firstLane[row]!; lane >= 0; lane = rows.nextLane[lane]!, index++) {
      if (index % every !== 0) continue;
      const place = shared ? Math.floor((index * THIN_LANES) / lanes) : index;
      const y = top + place * pitch;
      if (y > request.bottom - request.top) break;
      if (y + pitch < 0) continue;
      composer.compose(lane, y, pack && lanes > 1 ? pitch - LANE_GAP : pitch);
    }
  }
}
