type Row = { id: number };
interface Shape<T> { value: T }
async function load<T extends Row>(row: T, shape?: Shape<T>): Promise<T> { await (null as unknown as Promise<void>); const copy: T = { ...row } as T; if (copy.id > 1) throw new Error(`row ${copy.id}` as string); return copy; }
const main = async (rows: Row[]): Promise<void> => { for (const row of rows) { const r: Row = await load<Row>(row); console.log(r.id, (new Error("at" satisfies string)).stack); } };
main([{ id: 1 }, { id: 2 }]).catch((error: Error) => { console.log(error.stack); const x: any = null!; setTimeout(async (): Promise<void> => { await 0; x.boom(); }); });
