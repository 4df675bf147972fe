export default {
  test: {
    globals: true,
    include: ["test/*.test.ts"],
    reporters: ["verbose"],
    // Advice that comes and goes with the speed of the machine.
    experimental: { diagnostics: false },
  },
};
