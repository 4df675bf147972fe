export const x = 1;
const async function () { await };
