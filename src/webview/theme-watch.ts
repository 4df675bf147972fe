import type { Theme } from "./theme.ts";

/** Calls `changed` whenever the editor, or the system, may have another theme. */
export function watchTheme(changed: () => void): void {
  new MutationObserver(changed).observe(document.body, { attributeFilter: ["class"] });
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["style", "class"] });
  for (const query of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]) {
    window.matchMedia(query).addEventListener("change", changed);
  }
}

/** The colours of functions, mixed from the theme's, for the style sheet. */
export function setTints(root: HTMLElement, { tints }: Theme): void {
  tints.forEach((tint, i) => {
    root.style.setProperty(`--aw-tint-${i}`, tint.solid);
    root.style.setProperty(`--aw-tint-fill-${i}`, tint.fill);
  });
}
