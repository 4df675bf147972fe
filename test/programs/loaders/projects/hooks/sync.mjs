import { registerHooks } from "node:module";
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "virtual:value" ? { url: specifier, shortCircuit: true } : next(specifier, context),
  load(url, context, next) {
    if (url === "virtual:value") return { format: "module", source: "export const value = 42;", shortCircuit: true };
    const loaded = next(url, context);
    if (!url.endsWith("changed.js")) return loaded;
    console.log("source:", String(loaded.source).trim());
    return { ...loaded, source: String(loaded.source).replace("BEFORE", "AFTER") };
  },
});
