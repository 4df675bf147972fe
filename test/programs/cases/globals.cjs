const wait = async () => { await null; };
wait().then(() => {
  console.log(module.id, module.parent, module.children.length, require.main === module, Object.keys(require.cache).length, Object.keys(require), require.extensions[".ts"]?.name, Object.keys(require.extensions));
  console.log(__filename.split("/").pop(), module.paths.length > 0, module.loaded, process.mainModule === module, arguments.length, this === module.exports);
  console.log(Object.getOwnPropertyNames(globalThis).length, process.getActiveResourcesInfo());
});
