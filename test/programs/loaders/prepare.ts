/** What some projects need before they run: packages linked by a package manager, bundles. */
export function prepareProjects(): void {}
