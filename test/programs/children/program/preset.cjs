globalThis.preset = (globalThis.preset ?? 0) + 1;
