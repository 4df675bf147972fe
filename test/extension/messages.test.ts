import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asPosition, asToHost } from "../../src/extension/messages.ts";

const KINDS = ["ready", "openSource", "command", "error", "drawn"];

describe("messages of the view", () => {
  it("are taken when they are in the protocol", () => {
    const at = { file: "/a.ts", line: 1, column: 2 };
    expect(asToHost({ kind: "openSource", at, preserveFocus: true })).toEqual({
      kind: "openSource",
      at,
      preserveFocus: true,
    });
    expect(asToHost({ kind: "command", command: "stop" })).toEqual({ kind: "command", command: "stop" });
    expect(asToHost({ kind: "drawn", offset: 5, tasks: 1, awaits: 2 })).toMatchObject({ offset: 5 });
  });

  it("name no command but the three", () => {
    expect(asToHost({ kind: "command", command: "workbench.action.terminal.new" })).toBeUndefined();
    expect(asToHost({ kind: "command", command: "__proto__" })).toBeUndefined();
  });

  it("are nothing when they are anything else", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({ kind: fc.constantFrom(...KINDS), at: fc.anything(), command: fc.anything() }),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const message = asToHost(value);
        expect(message === undefined || KINDS.includes(message.kind)).toBe(true);
        const position = asPosition(value);
        expect(position === undefined || Number.isSafeInteger(position.line)).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });
});
