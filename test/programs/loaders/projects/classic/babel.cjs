require("@babel/register").default({
  extensions: [".ts", ".js"],
  cache: false,
  presets: [["@babel/preset-env", { targets: { node: "22" }, modules: "commonjs" }], "@babel/preset-typescript"],
});
