export default { test: { globals: true, include: ["test/*.test.ts"], reporters: ["verbose"] } };
