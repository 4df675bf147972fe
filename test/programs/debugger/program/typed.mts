interface Row { readonly id: number }

async function load(id: number): Promise<Row> {
  const row: Row = await Promise.resolve<Row>({ id }); const again = (await row) satisfies Row; return again; // stop
}

const rows: Row[] = []; for (const id of [1, 2] as const) rows.push(await load(id)); // stop
console.log(rows.map((row: Row): number => row.id)); // stop
