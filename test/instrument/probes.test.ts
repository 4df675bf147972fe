import { describe, expect, it } from "vitest";
import {
  chooseName,
  createProbes,
  generatedColumn,
  originalColumn,
  piecesOf,
  strip,
} from "../../src/instrument/probes.ts";

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
  expect(originalColumn(line, of("$aw.u"), "$aw")).toBe(3);
  expect(originalColumn(line, of("$awt,await"), "$aw")).toBe(3);
  expect(originalColumn(line, of("await"), "$aw")).toBe(3);
  expect(originalColumn(line, of(" y"), "$aw")).toBe(8);
  expect(originalColumn(line, of("y,"), "$aw")).toBe(9);
  expect(originalColumn(line, of(";"), "$aw")).toBe(10);
  expect(originalColumn(line, line.length + 5, "$aw")).toBe(15);
  expect(generatedColumn(line, 3, "$aw")).toBe(of("await"));
  expect(generatedColumn("no probes", 3, "$aw")).toBe(3);
});
