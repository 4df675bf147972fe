// @ts-check
// The loader below everyone else's, which says that the files of test262 are modules where they are imported. Loaded
// before the preload, so that the preload sees it as it would see any other loader before it.
const { registerHooks } = require("node:module");

let folder = "";

registerHooks({
  load(url, context, nextLoad) {
    const isModule = folder !== "" && url.startsWith(folder) && url.endsWith(".js");
    return nextLoad(url, isModule ? { ...context, format: "module" } : context);
  },
});

/** Files below are modules. `url` ends with a slash. */
exports.setFolder = (/** @type {string} */ url) => {
  folder = url;
};
