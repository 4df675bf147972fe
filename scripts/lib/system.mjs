// What the tests need from the machine: installed where we may, named in one line where we may not.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.mjs";

/**
 * @typedef {object} Requirement
 * @property {string} debian name of the Debian package
 * @property {string} elsewhere how to call it on other systems
 * @property {readonly string[]} anyOf commands of which one on the PATH shows that it is there
 */

/** @type {Requirement} */
export const chromium = {
  debian: "chromium",
  elsewhere: "Chromium",
  anyOf: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
};

/** The reader in test/reader is written in it. @type {Requirement} */
export const python = { debian: "python3", elsewhere: "Python 3.10 or later", anyOf: ["python3"] };

/**
 * code-server compiles a few native modules when it is installed.
 * @type {readonly Requirement[]}
 */
export const buildTools = [
  { debian: "libkrb5-dev", elsewhere: "the Kerberos headers (krb5-devel)", anyOf: ["krb5-config"] },
  python,
  { debian: "make", elsewhere: "make", anyOf: ["make"] },
  { debian: "g++", elsewhere: "a C++ compiler", anyOf: ["g++", "clang++"] },
];

/**
 * Makes sure that the requirements are met.
 * @param {readonly Requirement[]} requirements
 * @returns {Promise<string>} empty, or the line that says what is missing and how to get it
 */
export async function ensure(requirements) {
  const absent = missing(requirements);
  if (absent.length === 0) return "";
  const isDebian = existsSync("/etc/debian_version");
  if (isDebian && process.getuid?.() === 0) return install(absent);
  if (isDebian) return `install ${names(absent)}: sudo apt-get install -y ${absent.map((r) => r.debian).join(" ")}`;
  return `install ${absent.map((r) => r.elsewhere).join(", ")}, and put it on the PATH`;
}

/**
 * Where a requirement's command lies, `undefined` when it is not there.
 * @param {Requirement} requirement
 */
export function locate({ anyOf }) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return anyOf.flatMap((command) => folders.map((folder) => join(folder, command))).find((path) => existsSync(path));
}

/** @param {readonly Requirement[]} requirements */
function missing(requirements) {
  return requirements.filter((requirement) => locate(requirement) === undefined);
}

/** @param {readonly Requirement[]} requirements */
async function install(requirements) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const packages = requirements.map(({ debian }) => debian);
  await run("apt-get", ["update"], { env });
  const { code, output } = await run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env });
  const absent = missing(requirements);
  if (code === 0 && absent.length === 0) return "";
  return `apt-get could not install ${names(absent)}: ${output.trim().split("\n").at(-1)}`;
}

/** @param {readonly Requirement[]} requirements */
function names(requirements) {
  return requirements.map(({ debian }) => debian).join(", ");
}
