import { createModelBuilder } from "../../src/model/builder.ts";
import { Source } from "../../src/timeline/source.ts";
import { build } from "../model/build.ts";
import { trace } from "../model/trace-language.ts";

/** What the view derives from a trace in the trace language; the program has ended. */
export function sourceOf(text: string): Source {
  const source = new Source(build(text));
  source.ended = true;
  source.update();
  return source;
}

/** The same of a program that still runs. */
export function liveSourceOf(text: string): Source {
  const builder = createModelBuilder();
  builder.append(trace(text));
  const source = new Source(builder.model);
  source.update();
  return source;
}

export const SITES = `
  file /app/main.ts
  site main function 1:1 main
  site wait await 2:3 in main load(id)
  site load function 5:1 load
  site read await 6:3 in load readFile(path)
  thread main
`;

/** The rows that are shown: indent, name, tasks, lanes. */
export function rowTexts(source: Source): string[] {
  const { rows, visible, model } = source;
  return Array.from(visible.row.subarray(0, visible.length), (row) => {
    const name = rows.site[row]! < 0 ? "thread" : model.sites[rows.site[row]!]!.text;
    const pack = rows.kind[row] === 2 ? ` in ${rows.lanes[row]} lanes` : "";
    return `${"  ".repeat(rows.depth[row]!)}${name} ×${rows.tasks[row]}${pack}`;
  });
}
