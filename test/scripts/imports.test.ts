import { describe, expect, test } from "vitest";
import { parseDebt, parseRooms } from "../../scripts/imports/rooms.mjs";
import { checkImports, findCycles } from "../../scripts/imports/rules.mjs";

const markdown = `# A project

## Rooms

Words before the table.

| room       | does    | may import       | packages           |
| ---------- | ------- | ---------------- | ------------------ |
| \`base\`     | little  | –                | –                  |
| \`fmt\`      | decodes | base             | –                  |
| \`fmt/enc\`  | encodes | fmt/spec         | –                  |
| \`tool\`     | runs    | base, fmt/spec   | \`node:*\`, \`parser\` |

### Debt

- base/old.ts → fmt/spec.ts: goes with the old reader

## Another part

| room | may import |
`;

const rooms = parseRooms(markdown);

/** A tree in one line per file: "path: import, import". */
function check(tree: string, debt = parseDebt("### Debt\n"), entries: string[] = []): string[] {
  const sources = tree
    .trim()
    .split("\n")
    .map((line) => {
      const [path = "", list = ""] = line.trim().split(/:\s+|:$/);
      const imports = list === "" ? [] : list.split(", ").map((to, index) => ({ to, line: index + 1 }));
      return { path, imports };
    });
  return checkImports({ rooms, debt, sources, entries });
}

describe("the table of rooms", () => {
  test("is read from its heading only", () => {
    expect(rooms.map((room) => room.name)).toEqual(["base", "fmt", "fmt/enc", "tool"]);
    expect(rooms[3]).toEqual({ name: "tool", rooms: ["base", "fmt/spec"], packages: ["node:*", "parser"] });
  });

  test("says what is missing", () => {
    expect(() => parseRooms("# Nothing")).toThrow('no heading "## Rooms"');
    expect(() => parseRooms("## Rooms\n| room | does |\n| --- | --- |")).toThrow('no column "may import"');
    expect(() => parseDebt("### Debt\n- one thing")).toThrow("reason");
  });
});

describe("imports", () => {
  test("that follow the table pass", () => {
    expect(
      check(`
        base/a.ts: ./b.ts
        base/b.ts:
        fmt/spec.ts: ../base/a.ts
        fmt/enc.ts: ./spec.ts
        tool/main.ts: node:fs, parser/lib, ../fmt/spec.ts
      `),
    ).toEqual([]);
  });

  test("of a room that is not listed are printed with their path", () => {
    expect(
      check(`
        base/a.ts: ../fmt/spec.ts
        fmt/spec.ts:
      `),
    ).toEqual(['src/base/a.ts:1 → src/fmt/spec.ts: "base" may import nothing, not "fmt"']);
  });

  test("of another file than the one listed are refused", () => {
    expect(
      check(`
        tool/main.ts: ../fmt/dec.ts
        fmt/dec.ts:
        fmt/enc.ts: ./dec.ts
      `),
    ).toEqual([
      'src/tool/main.ts:1 → src/fmt/dec.ts: "tool" may import only base, fmt/spec, not "fmt"',
      'src/fmt/enc.ts:1 → src/fmt/dec.ts: "fmt/enc" may import only fmt/spec, not "fmt"',
    ]);
  });

  test("of packages need the package's name", () => {
    expect(check("base/a.ts: node:fs")).toEqual([
      'src/base/a.ts:1 → node:fs: "base" may use nothing, not this package',
    ]);
    expect(check("tool/a.ts: parser-extra")).toHaveLength(1);
  });

  test("of an entry, a missing file or from outside every room are refused", () => {
    const tree = `
      tool/main.ts:
      tool/a.ts: ./main.ts, ./gone.ts
      attic/b.ts:
    `;
    expect(check(tree, [], ["tool/main.ts"])).toEqual([
      "src/tool/a.ts:1 → src/tool/main.ts: an entry is imported by nobody",
      "src/tool/a.ts:2 → src/tool/gone.ts: no such file",
      "src/attic/b.ts: no room in src/ARCHITECTURE.md holds this file",
    ]);
  });
});

describe("debt", () => {
  const debt = parseDebt(markdown);

  test("lets one import pass", () => {
    expect(
      check(
        `
        base/old.ts: ../fmt/spec.ts
        fmt/spec.ts:
      `,
        debt,
      ),
    ).toEqual([]);
  });

  test("that is paid must go", () => {
    expect(check("base/old.ts:", debt)).toEqual(["debt that nothing needs any more: base/old.ts → fmt/spec.ts"]);
  });
});

describe("cycles", () => {
  test("are printed as the whole way round", () => {
    expect(
      check(`
        base/a.ts: ./b.ts
        base/b.ts: ./c.ts
        base/c.ts: ./a.ts
      `),
    ).toEqual(["cycle: src/base/a.ts → src/base/b.ts → src/base/c.ts → src/base/a.ts"]);
  });

  test("a diamond is none, a file that imports itself is one", () => {
    const diamond = { a: ["b", "c"], b: ["d"], c: ["d"], d: [] };
    expect(findCycles(new Map(Object.entries(diamond)))).toEqual([]);
    expect(findCycles(new Map([["a", ["a"]]]))).toEqual([["a", "a"]]);
  });
});
