import { describe, expect, it } from "vitest";
import { expectGolden } from "../golden.ts";
import { forms } from "./forms.ts";
import { runInstrumented, runPlain } from "./run.ts";

describe.each(Object.entries(forms))("%s", (group, programs) => {
  const seen: string[] = [];

  it.each(Object.entries(programs))("%s: same result, then the right events", async (name, program) => {
    const plain = await runPlain(program);
    const { outcome, events } = await runInstrumented(program);
    expect(outcome).toBe(plain);
    seen.push(
      [`# ${name}`, visible(program.source.trim()), "", "## result", plain, "", "## events", ...events, ""].join("\n"),
    );
  });

  it("golden", () => expectGolden(new URL(`./goldens/${group}.txt`, import.meta.url), seen.join("\n")));
});

/** Line ends that an editor would not show as such. */
function visible(source: string): string {
  return source.replace(/[\r\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
