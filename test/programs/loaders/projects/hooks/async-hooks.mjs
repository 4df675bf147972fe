export async function resolve(specifier, context, next) {
  return specifier === "virtual:value" ? { url: specifier, shortCircuit: true } : next(specifier, context);
}
export async function load(url, context, next) {
  if (url === "virtual:value") return { format: "module", source: "export const value = 42;", shortCircuit: true };
  const loaded = await next(url, context);
  if (!url.endsWith("changed.js")) return loaded;
  return { ...loaded, source: String(loaded.source).replace("BEFORE", "AFTER") };
}
