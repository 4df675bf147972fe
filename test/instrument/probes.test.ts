import { describe, expect, it } from "vitest";
import { columnsOf } from "../../src/instrument/columns.ts";
import { chooseName, createProbes, piecesOf, strip } from "../../src/instrument/probes.ts";

describe.each(["$aw", "$aw_12"])("%s", (name) => {
  const { name: _, semicolon: __, ...probes } = createProbes(name);

  it.each(Object.entries(probes))("%s is found by its text alone, whatever stands around it", (_name, probe) => {
    const texts =
      typeof probe === "string" ? [probe] : [probe(1 as never, false as never), probe(123 as never, true as never)];
    for (const text of texts) {
      for (const [before, behind] of [
        ["", ""],
        ["a", "b"],
        ["{", "}"],
        [";", ";"],
        ["}}", "}}"],
        ["((", "))"],
        ["`${", "}`"],
      ]) {
        expect(strip(before + text + behind, name)).toBe(before! + behind);
        expect(strip(before + text + text + behind, name)).toBe(before! + behind);
      }
    }
  });

  it("finds no piece in what the user may have written", () => {
    for (const line of ["const $a = 1", "$awesome.e(1)", "{const t=aw.e(1);try{", `"${name}"`]) {
      if (chooseName(line) === name) expect(piecesOf(line, name)).toEqual([]);
    }
  });
});

it("maps columns inside a probe to where the probe was inserted", () => {
  const line = "x=$aw.u($awt,await $aw.s($awt,2, y,$aw),$aw);";
  const source = strip(line, "$aw");
  expect(source).toBe("x=await y;");
  const of = (text: string) => line.indexOf(text) + 1;
  const columns = columnsOf(line, "$aw");
  expect(columns.original(of("$aw.u"))).toBe(3);
  expect(columns.original(of("$awt,await"))).toBe(3);
  expect(columns.original(of("await"))).toBe(3);
  expect(columns.original(of(" y"))).toBe(8);
  expect(columns.original(of("y,"))).toBe(9);
  expect(columns.original(of(";"))).toBe(10);
  expect(columns.original(line.length + 5)).toBe(15);
  expect(columns.generated(3)).toBe(of("await"));
  expect(columnsOf("no probes", "$aw").generated(3)).toBe(3);
});
