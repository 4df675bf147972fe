exports.lib = async () => { await null; return "cjs " + (require.main === undefined) + module.children.length; };
