// Lines that end in CR LF, and one in CR.
const f = async () => {
  await 0;
  const text = `a
b`;
  console.log(JSON.stringify(text), new Error("line 6").stack.split("\n")[1]);
  return await 0 // comment}
f(); console.log(JSON.stringify(f.toString()));
