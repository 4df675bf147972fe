import { SiteKind } from "../format/spec.ts";
import type { Model } from "../model/types.ts";
import type { ReportSiteKind } from "./report-types.ts";

const KINDS: Readonly<Record<SiteKind, ReportSiteKind>> = {
  [SiteKind.Function]: "function",
  [SiteKind.Await]: "await",
  [SiteKind.ForAwait]: "for await",
  [SiteKind.Yield]: "yield",
  [SiteKind.YieldStar]: "yield*",
  [SiteKind.AwaitUsing]: "await using",
  [SiteKind.Return]: "return",
  [SiteKind.Combinator]: "combinator",
  [SiteKind.Module]: "module",
};

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
    kind: (site) => KINDS[sites[site]!.kind],
  };
}
