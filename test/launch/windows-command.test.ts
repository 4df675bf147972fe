import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandForWindows, quoteForCmd } from "../../src/launch/windows-command.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();

test("elsewhere a command stays as it is", () => {
  expect(commandForWindows("npm", ["test"], "linux")).toEqual({ command: "npm", args: ["test"], options: {} });
});

test("on Windows a script goes through cmd.exe, a program does not", () => {
  for (const name of ["npm.cmd", "node.exe"]) {
    writeFileSync(join(folder, name), "");
    chmodSync(join(folder, name), 0o755);
  }
  const env = { Path: folder, PATHEXT: ".exe;.cmd", ComSpec: "C:\\cmd.exe" };
  expect(commandForWindows("node", ["a"], "win32", env).command).toBe("node");
  const npm = commandForWindows("npm", ["run", "a b"], "win32", env);
  expect(npm.command).toBe("C:\\cmd.exe");
  expect(npm.options).toEqual({ windowsVerbatimArguments: true });
  expect(npm.args.slice(0, 3)).toEqual(["/d", "/s", "/c"]);
  expect(npm.args[3]!.endsWith(' ^^^"run^^^" ^^^"a^^^ b^^^""')).toBe(true);
});

test("quotes and backslashes reach the program", () => {
  const readByCmd = (text: string) => text.replace(/\^(.)/g, "$1");
  const reached = (word: string) => readByCmd(readByCmd(quoteForCmd(word)));
  expect([`a b`, `say "hi"`, `C:\\dir\\`, `\\"`, `%PATH%`, `a&b|c`].map(reached)).toEqual([
    `"a b"`,
    `"say \\"hi\\""`,
    `"C:\\dir\\\\"`,
    `"\\\\\\""`,
    `"%PATH%"`,
    `"a&b|c"`,
  ]);
});
