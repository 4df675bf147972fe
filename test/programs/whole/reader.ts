/**
 * A reader of a trace as the product has them, in a process of its own: `node reader.ts TRACE` follows the file and makes
 * a model of it. Says `reading` when it holds the file open and has read of it.
 */
import { writeSync } from "node:fs";
import { followFile } from "../../../src/launch/tail.ts";
import { createModelBuilder } from "../../../src/model/builder.ts";

const builder = createModelBuilder();
let isFirst = true;
followFile(process.argv[2]!, {
  onBytes(bytes) {
    builder.append(bytes);
    if (isFirst) writeSync(1, "reading\n");
    isFirst = false;
  },
});
