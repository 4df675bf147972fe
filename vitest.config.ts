import { defineConfig } from "vitest/config";

// Of a whole program's output, only what differs and what stands around it.
const diff = { expand: false, contextLines: 3 };

const project = (name: string, include: string[], extra: object = {}) => ({
  test: { name, include, environment: "node", testTimeout: 60_000, hookTimeout: 300_000, diff, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", [
        "test/{base,format,fuzz,runtime,instrument,model,insights,timeline,protocol,launch,export,cli,preload,reader,scripts,security}/**/*.test.ts",
      ]),
      project("programs", ["test/{programs,order,conformance}/**/*.test.ts"], {
        testTimeout: 180_000,
        exclude: ["**/projects/**"],
      }),
      // By name only: `npm run soak`.
      project("soak", ["test/programs/**/*.soak.ts"], { testTimeout: 12 * 3_600_000 }),
      // A browser on a busy machine may drop a key or a hover; a fault of ours fails three times in a row.
      project("viewer", ["test/viewer/**/*.test.ts"], { testTimeout: 180_000, retry: 2 }),
      project("extension", ["test/extension/**/*.test.ts"], {
        testTimeout: 300_000,
        fileParallelism: false,
        retry: 2,
      }),
    ],
  },
});
