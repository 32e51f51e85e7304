/** How the program ends, for scripts. */
export const EXIT = { done: 0, failed: 1, wrongArguments: 2, interrupted: 130 } as const;
