export class Store {
  async get(id: number): Promise<string> {
    await null;
    throw new RangeError(`no item ${id}`);
  }
}
