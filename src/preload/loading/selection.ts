/** Which files are instrumented: globs over absolute paths with forward slashes. */
export interface SelectionOptions {
  /** Empty: everything but node_modules. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Folder of our own bundles, never instrumented. */
  readonly own: string;
}

export interface Selection {
  /** What stands in the file is traced. */
  isFile(path: string): boolean;
  /**
   * What a bundle has of a file is: `source` as its source map names it, a path or another tool's address. The bundle was chosen, so no
   * include glob is asked; one that is a dependency itself was chosen with all that it holds.
   */
  isOrigin(source: string, bundle: string): boolean;
  /** The same for the same selection. */
  readonly key: string;
}

/** Where Vite and vitest write the configuration that they compiled, to load it: the user's own code. */
const USERS_OWN = "/node_modules/.vite-temp/";

/** Inside node_modules a file is selected only by an include glob that names node_modules itself. */
export function createSelection({ include, exclude, own }: SelectionOptions): Selection {
  const inner = include.filter((glob) => glob.includes("node_modules")).map(globToRegExp);
  const outer = include.map(globToRegExp);
  const left = exclude.map(globToRegExp);
  const ownFolder = `${forwardSlashes(own)}/`;
  const isExcluded = (file: string) => file.startsWith(ownFolder) || left.some((glob) => glob.test(file));
  const isDependency = (file: string) => file.replace(USERS_OWN, "/").includes("/node_modules/");
  const isNamed = (file: string) => inner.some((glob) => glob.test(file));
  return {
    isFile(path) {
      const file = forwardSlashes(path);
      if (isExcluded(file)) return false;
      if (isDependency(file)) return isNamed(file);
      return outer.length === 0 || outer.some((glob) => glob.test(file));
    },
    isOrigin(source, bundle) {
      const file = forwardSlashes(source);
      return !isExcluded(file) && (!isDependency(file) || isNamed(file) || isDependency(forwardSlashes(bundle)));
    },
    key: JSON.stringify([include, exclude]),
  };
}

function forwardSlashes(path: string): string {
  return process.platform === "win32" ? path.replaceAll("\\", "/") : path;
}

/** `**` any folders, `*` and `?` inside a name, `{a,b}` one of several, `[abc]` one character, `[!abc]` any other. */
export function globToRegExp(glob: string): RegExp {
  let pattern = "";
  let alternatives = 0;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i]!;
    if (glob.startsWith("**/", i)) {
      pattern += "(?:.*/)?";
      i += 2;
    } else if (glob.startsWith("**", i)) {
      pattern += ".*";
      i += 1;
    } else if (char === "*") pattern += "[^/]*";
    else if (char === "?") pattern += "[^/]";
    else if (char === "{") {
      pattern += "(?:";
      alternatives++;
    } else if (char === "}" && alternatives > 0) {
      pattern += ")";
      alternatives--;
    } else if (char === "," && alternatives > 0) pattern += "|";
    else if (char === "[" && glob.indexOf("]", i + 2) > 0) {
      const end = glob.indexOf("]", i + 2);
      pattern += `[${glob
        .slice(i + 1, end)
        .replace(/^!/, "^")
        .replace(/[\\[]/g, "\\$&")}]`;
      i = end;
    } else pattern += char.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  }
  pattern += ")".repeat(alternatives);
  return new RegExp(`^${pattern}$`, process.platform === "win32" ? "i" : "");
}
