export interface Row { readonly id: number; name?: string }
export async function load<const R extends Row>(row: R): Promise<R> { await new Promise<void>((resolve) => setTimeout(resolve, 1)); return { ...row } as R; }
