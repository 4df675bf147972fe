/** The tsconfig of a file, and where its `paths` and `baseUrl` point. */
import { dirname } from "node:path";
import { createPathsMatcher, getTsconfig, type TsConfigResult } from "get-tsconfig";

export interface Tsconfigs {
  /** The compiler options that hold for a file; empty where no tsconfig is found. */
  compilerOptions(file: string): Readonly<Record<string, unknown>>;
  /** Absolute paths to try for a bare specifier in a file, without extension when it has none. */
  candidates(specifier: string, file: string): readonly string[];
}

export function createTsconfigs(): Tsconfigs {
  const folders = new Map<string, TsConfigResult | null>();
  const parsed = new Map<string, unknown>();
  const matchers = new Map<TsConfigResult, ((specifier: string) => string[]) | null>();

  const find = (file: string): TsConfigResult | null => {
    const folder = dirname(file);
    let found = folders.get(folder);
    if (found === undefined) {
      found = read(file, parsed);
      folders.set(folder, found);
    }
    return found;
  };
  return {
    compilerOptions: (file) => ({ ...find(file)?.config.compilerOptions }),
    candidates(specifier, file) {
      const config = find(file);
      if (config === null) return [];
      if (!matchers.has(config)) matchers.set(config, createPathsMatcher(config));
      return matchers.get(config)?.(specifier) ?? [];
    },
  };
}

/** A tsconfig that cannot be read counts as none: it is the compiler's business to complain. */
function read(file: string, cache: Map<string, unknown>): TsConfigResult | null {
  try {
    return getTsconfig(file, "tsconfig.json", cache as Map<string, never>);
  } catch {
    return null;
  }
}
