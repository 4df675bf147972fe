import type { SiteRecord } from "../../format/spec.ts";

/** The user's text at each site of this thread, for messages that quote it. */
export class SiteTexts {
  readonly #files: { readonly firstSite: number; readonly sites: readonly SiteRecord[] }[] = [];

  add(firstSite: number, sites: readonly SiteRecord[]): void {
    this.#files.push({ firstSite, sites });
  }

  /** Empty for a number that is no site's. */
  textOf(site: number): string {
    const file = this.#files.findLast(({ firstSite }) => firstSite <= site);
    return file?.sites[site - file.firstSite]?.text ?? "";
  }
}
