/** A bundle of its own, because the parser is only needed for files that are not in the cache. */
export { instrument } from "../instrument/instrument.ts";
export {
  mapForCoverage,
  mapOfEdits,
  mapThroughEdits,
  readInlineMap,
  readMap,
  readMapUrl,
} from "../instrument/map.ts";
export { originalSites } from "../instrument/original-sites.ts";
