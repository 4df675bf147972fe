import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * README.md as a marketplace or the editor's page of the extension shows it, where a path of the repository leads
 * nowhere: its pictures become part of it, and links into the repository plain text.
 * @param {string} root the repository
 * @returns {string}
 */
export function marketplaceReadme(root) {
  return readFileSync(join(root, "README.md"), "utf8")
    .replace(
      /!\[([^\]]*)\]\(((?!https?:|data:)[^)\s]+\.png)\)/g,
      (_, text, path) => `![${text}](${dataUri(join(root, path))})`,
    )
    .replace(/(?<!!)\[([^\]]+)\]\((?!https?:|#|data:)[^)\s]+\)/g, "$1");
}

/** @param {string} path */
function dataUri(path) {
  return `data:image/png;base64,${readFileSync(path).toString("base64")}`;
}
