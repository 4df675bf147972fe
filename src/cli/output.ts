import { once } from "node:events";

/** Writes to stdout as fast as it is read. A reader that leaves early, as in `… | head`, is no error. */
export async function writeOut(pieces: Iterable<string>): Promise<void> {
  const { stdout } = process;
  let gone = false;
  const leave = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    gone = true;
  };
  stdout.on("error", leave);
  for (const piece of pieces) {
    if (gone) return;
    if (!stdout.write(piece)) await Promise.race([once(stdout, "drain"), once(stdout, "close")]).catch(leave);
  }
}
