import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * README.md for a package that names no repository, where a path of ours leads nowhere. The editor's page of an
 * extension shows pictures from https alone (it drops data: too), so they are left out instead of shown as broken, and
 * links into the repository become plain text.
 * @param {string} root the repository
 * @returns {string}
 */
export function marketplaceReadme(root) {
  return readFileSync(join(root, "README.md"), "utf8")
    .replace(/^!\[[^\]]*\]\((?!https:)[^)\s]+\)\n+/gm, "")
    .replace(/(?<!!)\[([^\]]+)\]\((?!https?:|#)[^)\s]+\)/g, "$1");
}
