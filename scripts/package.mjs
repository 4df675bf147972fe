// `npm run package`: builds, and packs awaitscope-<version>.vsix. Any warning of the packer is an error.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { marketplaceReadme } from "./lib/marketplace-readme.mjs";
import { root, run } from "./lib/run.mjs";

const MOST_BYTES = 3 * 1024 * 1024;

process.exitCode = await pack();

async function pack() {
  const { version, repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const target = process.argv[2] ?? join(root, `awaitscope-${version}.vsix`);

  const build = await run("node", ["build.mjs"]);
  if (build.code !== 0) return fail(build.output);

  const readme = repository ? readFileSync(join(root, "README.md"), "utf8") : marketplaceReadme(root);
  writeFileSync(join(root, "dist", "README.md"), readme);
  const { code, output } = await run("vsce", [
    "package",
    ...["--out", target, "--readme-path", "dist/README.md"],
    // Everything is bundled; vsce would ask npm for the dependencies only to find none.
    "--no-dependencies",
    // With a repository vsce makes the README's pictures and links lead there; without one nothing is left to lead.
    ...(repository ? [] : ["--no-rewrite-relative-links", "--allow-missing-repository"]),
  ]);
  if (code !== 0 || /warning/i.test(output)) return fail(output);

  const { size } = statSync(target);
  if (size > MOST_BYTES) return fail(`${target} has ${size} bytes, more than the ${MOST_BYTES} it may have`);
  console.log(`${target}  ${(size / 1e6).toFixed(2)} MB`);
  return 0;
}

/** @param {string} reason */
function fail(reason) {
  console.error(reason.trim());
  return 1;
}
