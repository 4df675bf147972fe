import { expect, test } from "vitest";
import {
  canBeTraced,
  compareNodeVersions,
  formatNodeVersion,
  parseNodeVersion,
} from "../../src/launch/node-versions.ts";
import { hasCapability } from "../../src/runtime/capabilities.ts";

test.each([
  ["v24.21.0\n", "24.21.0"],
  ["22.15.1", "22.15.1"],
  ["v26.0.0-nightly20251022abcdef", "26.0.0"],
])("reads %j", (text, version) => {
  expect(formatNodeVersion(parseNodeVersion(text)!)).toBe(version);
});

test.each(["", "node v24", "v24", "1.2.3.4", "Python 3.12.0", "bun 1.2.3"])("refuses %j", (text) => {
  expect(parseNodeVersion(text)).toBeNull();
});

test.each([
  ["18.20.4", false],
  ["20.19.5", false],
  ["22.14.0", false],
  ["22.15.0", true],
  ["22.23.3", true],
  ["23.4.0", false],
  ["23.5.0", true],
  ["24.0.0", true],
  ["26.10.0", true],
  ["30.0.0", true],
])("%s can be traced: %s", (text, expected) => {
  expect(canBeTraced(parseNodeVersion(text)!)).toBe(expected);
});

test("orders by number, not by text", () => {
  const versions = ["22.9.0", "22.15.0", "9.0.0", "22.15.10"].map((text) => parseNodeVersion(text)!);
  expect(versions.sort(compareNodeVersions).map(formatNodeVersion)).toEqual(["9.0.0", "22.9.0", "22.15.0", "22.15.10"]);
});

test("the launcher and the recorder agree on what can be traced", () => {
  for (let major = 18; major <= 30; major++) {
    for (let minor = 0; minor <= 25; minor++) {
      const version = `${major}.${minor}.0`;
      expect(`${version} ${canBeTraced(parseNodeVersion(version)!)}`).toBe(
        `${version} ${hasCapability("registerHooks", version)}`,
      );
    }
  }
});
