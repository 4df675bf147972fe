exports.helper = async function helper(n) {
  await null;
  return n;
};
