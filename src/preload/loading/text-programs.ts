/** Programs that are no file: Node runs their text past every hook, so what is async in it is listed. */
import { guard } from "../../runtime/faults.ts";

type AddLoss = (file: string, reason: string) => void;

const ASYNC = /\b(?:async|await)\b/;
const { defineProperty } = Reflect;

export function listTextProgram(addLoss: AddLoss): void {
  const { _eval: text } = process as { _eval?: unknown };
  if (typeof text === "string") {
    if (ASYNC.test(text))
      addLoss("[eval]", "Code on the command line runs as it is; the files that it loads are traced");
  } else if (text === undefined && (process.argv[1] === undefined || process.argv[1] === "-")) {
    awaitStandardInput(addLoss);
  }
}

/** Node keeps the whole text in `process._eval` when it has read it, and before it runs. Until then nobody sees the accessor. */
function awaitStandardInput(addLoss: AddLoss): void {
  const plain = { enumerable: true, writable: true, configurable: true };
  defineProperty(process, "_eval", {
    configurable: true,
    enumerable: false,
    get: () => undefined,
    set(text: unknown) {
      defineProperty(process, "_eval", { ...plain, value: text });
      guard(() => {
        if (typeof text !== "string" || !ASYNC.test(text)) return;
        addLoss("[stdin]", "Code from standard input runs as it is; the files that it loads are traced");
      }, undefined);
    },
  });
}
