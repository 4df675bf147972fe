/**
 * Gives back what the start of the drain worker left behind: on Node 22 and 24 its V8 keeps 9 to 10 MB, of which a third is garbage, code
 * of Node's own that ran once, and a young generation that it does not need again.
 *
 * V8 collects all it can, ages code that does not run, and returns the pages where an array buffer is asked for that no machine can
 * give; there is no other way that needs no flag (`v8.queryObjects` collects as much and takes more by itself). A round takes 20 to
 * 35 ms of this thread. Node 26 has half a megabyte to give, and counts the buffer against the worker's limit before it asks for it.
 */
/** Bytes; more than addresses have bits for. */
const UNHEARD_OF = 2 ** 50;
/** The last line of Node whose V8 asks first. */
const LAST_TO_ASK = 24;

/** How often to give back until there is nothing more. */
export const GIVE_BACK_ROUNDS = Number.parseInt(process.versions.node, 10) <= LAST_TO_ASK ? 2 : 0;

/** One round. */
export function giveBackMemory(): void {
  try {
    new ArrayBuffer(UNHEARD_OF);
  } catch {
    // As it must.
  }
}
