export interface Row { readonly id: number }

export async function* rows(): AsyncGenerator<Row> {
  for (const id of [1, 2]) { await null; yield { id } satisfies Row; }
}
