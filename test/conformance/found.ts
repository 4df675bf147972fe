/** What putting files through the rewriter brought to light. Plain data: it travels from the processes that did it. */
export interface Found {
  files: number;
  /** A script that may run strict and sloppy is two; a file that other tests load is a module and a script. */
  sources: number;
  probed: number;
  /** Those that V8 itself refuses. */
  unparsed: number;
  /** Those that V8 takes and the rewriter leaves alone, with its reason. */
  readonly untouched: [name: string, reason: string][];
  readonly problems: string[];
}

export function nothingFound(): Found {
  return { files: 0, sources: 0, probed: 0, unparsed: 0, untouched: [], problems: [] };
}
