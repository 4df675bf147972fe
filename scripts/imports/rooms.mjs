// Reads the table of rooms out of src/ARCHITECTURE.md, so that the words and the rule cannot drift apart.

/**
 * One row of the table.
 * @typedef {object} Room
 * @property {string} name a folder of src, or `folder/file` for a row about one file
 * @property {readonly string[]} rooms what it may import: rooms, or `room/file`
 * @property {readonly string[]} packages globs with at most one `*`, at the end
 */

/**
 * An import that breaks the table and is written down as debt.
 * @typedef {object} Debt
 * @property {string} from path below src
 * @property {string} to path below src, or a package
 */

const HEADING = "## Rooms";
const DEBT_HEADING = "### Debt";

/**
 * @param {string} markdown
 * @returns {Room[]}
 * @throws {Error} when the table is not where it belongs or a cell does not parse
 */
export function parseRooms(markdown) {
  const rows = section(markdown, HEADING, /^##/)
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").slice(1, -1).map(plain));
  const [head, , ...body] = rows;
  if (!head) throw new Error(`no table under "${HEADING}"`);
  const column = (/** @type {string} */ name) => {
    const index = head.indexOf(name);
    if (index < 0) throw new Error(`the table of rooms has no column "${name}"`);
    return index;
  };
  const [name, rooms, packages] = [column("room"), column("may import"), column("packages")];
  return body.map((row) => ({
    name: row[name] ?? "",
    rooms: list(row[rooms] ?? ""),
    packages: list(row[packages] ?? ""),
  }));
}

/**
 * @param {string} markdown
 * @returns {Debt[]}
 */
export function parseDebt(markdown) {
  return section(markdown, DEBT_HEADING, /^##/)
    .filter((line) => line.startsWith("- "))
    .map((line) => {
      const match = /^- (\S+) → (\S+): \S/.exec(plain(line));
      if (!match) throw new Error(`not "- from → to: reason": ${line}`);
      return { from: match[1] ?? "", to: match[2] ?? "" };
    });
}

/** Lines after a heading, up to the next one that `end` matches. */
function section(/** @type {string} */ markdown, /** @type {string} */ heading, /** @type {RegExp} */ end) {
  const lines = markdown.split("\n");
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`no heading "${heading}"`);
  const rest = lines.slice(start + 1);
  const stop = rest.findIndex((line) => end.test(line));
  return stop < 0 ? rest : rest.slice(0, stop);
}

function plain(/** @type {string} */ text) {
  return text.replaceAll("`", "").trim();
}

function list(/** @type {string} */ cell) {
  return cell === "–" ? [] : cell.split(",").map((item) => item.trim());
}
