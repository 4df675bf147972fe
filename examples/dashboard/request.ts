import { address } from "./server.ts";

export async function get<T>(path: string): Promise<T> {
  return read(await fetch(`${address()}${path}`));
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  return read(await fetch(`${address()}${path}`, { method: "POST", body: JSON.stringify(body) }));
}

async function read<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  return (await response.json()) as T;
}
