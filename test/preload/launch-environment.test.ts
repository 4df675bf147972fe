import { setEnvironmentData } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { environmentForChild, launchingWorker, takeLaunch } from "../../src/preload/processes/launch-environment.ts";
import { LAUNCH_VARIABLE } from "../../src/protocol/launch.ts";
import { addRequire, removeRequire } from "../../src/protocol/node-options.ts";

const preload = '/opt/a "b"\\c/preload.cjs';
const text = JSON.stringify({ trace: "/t.awaitscope", root: "/", include: [], exclude: [], cache: "", bufferBytes: 1 });
afterEach(() => setEnvironmentData(LAUNCH_VARIABLE, undefined as never));

test("a launch is taken out of the environment, the user's own options stay", () => {
  const env: Record<string, string> = {
    NODE_OPTIONS: addRequire("--no-warnings", preload),
    [LAUNCH_VARIABLE]: text,
    HOME: "/h",
  };
  const launch = takeLaunch(env, preload);
  expect(launch?.options.trace).toBe("/t.awaitscope");
  expect(env).toEqual({ NODE_OPTIONS: "--no-warnings", HOME: "/h" });
});

test("nothing is left where the launcher had added everything, and a worker finds the launch without any", () => {
  const env: Record<string, string> = { NODE_OPTIONS: addRequire(undefined, preload), [LAUNCH_VARIABLE]: text };
  takeLaunch(env, preload);
  expect(env).toEqual({});
  const startedBy = { pid: 7, thread: 0, number: 3 };
  const worker = { text, startedBy, file: "", channel: 1, ports: new SharedArrayBuffer(8), passed: 0, code: null };
  launchingWorker(worker, () => expect(takeLaunch({}, preload)).toMatchObject({ text, startedBy, worker }));
  expect(takeLaunch({}, preload)).toBeNull();
});

test.each([undefined, "", "not json", "{}", "null"])("no launch in %j: nothing is touched", (value) => {
  const env = { NODE_OPTIONS: "--no-warnings", ...(value !== undefined && { [LAUNCH_VARIABLE]: value }) };
  const before = { ...env };
  expect(takeLaunch(env, preload)).toBeNull();
  expect(env).toEqual(before);
});

test("a child gets what its parent had, behind its own options, and can switch it off", () => {
  const launch = takeLaunch({ [LAUNCH_VARIABLE]: text }, preload)!;
  const child = environmentForChild({ NODE_OPTIONS: "--max-old-space-size=100", X: "1" }, launch, null);
  expect(child).toEqual({
    X: "1",
    NODE_OPTIONS: addRequire("--max-old-space-size=100", preload),
    [LAUNCH_VARIABLE]: text,
  });
  const startedBy = { pid: 7, thread: 0, number: 3 };
  const told = environmentForChild({}, launch, startedBy)[LAUNCH_VARIABLE]!;
  expect(takeLaunch({ [LAUNCH_VARIABLE]: told }, preload)?.startedBy).toEqual(startedBy);
  expect(environmentForChild({ [LAUNCH_VARIABLE]: "" }, launch, null)).toEqual({ [LAUNCH_VARIABLE]: "" });
});

test.each([undefined, "", " ", "  --a  ", "--a", "--a --require x", '--b "c d"'])(
  "adding to and removing from %j is nothing",
  (existing) => {
    expect(removeRequire(addRequire(existing, preload), preload)).toBe(existing);
    expect(addRequire(addRequire(existing, preload), preload)).toBe(addRequire(existing, preload));
  },
);
