exports.viaImport = async () => {
  const { self } = await import("packages");
  return self();
};
