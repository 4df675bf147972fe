import { SITE_WORDS } from "../model/describe.ts";
import type { Model } from "../model/types.ts";
import type { ReportSiteKind } from "./report-types.ts";

/** Sites as a reader of the report sees them. */
export interface Places {
  /** Relative to the working directory of the trace when inside it, absolute otherwise; with forward slashes when relative. */
  file(path: string): string;
  at(site: number): { readonly file: string; readonly line: number; readonly column: number };
  kind(site: number): ReportSiteKind;
}

export function createPlaces({ sites, threads }: Model): Places {
  const root = (threads[0]?.start.cwd ?? "").replace(/[\\/]+$/, "");
  const isInside = (path: string) => path.startsWith(root) && /[\\/]/.test(path.charAt(root.length));
  const file = (path: string) => (isInside(path) ? path.slice(root.length + 1).replaceAll("\\", "/") : path);
  return {
    file,
    at(site) {
      const { file: path, line, column } = sites[site]!;
      return { file: file(path), line, column };
    },
    kind: (site) => SITE_WORDS[sites[site]!.kind],
  };
}
