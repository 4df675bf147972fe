export type Kind = "one" | "two";
export const both = async (): Promise<Kind> => { let last: Kind = "one"; using_: for (const kind of ["one", "two"] as const) { last = await kind; if (kind === "one") continue using_; break using_; } return last; };
