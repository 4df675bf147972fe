export const something = async () => { await 1; };
