/** How many cases a fuzz tries: `runs`, times GEN_FUZZ where the environment has it. */
export const fuzzRuns = (runs: number): number => runs * Number(globalThis.process?.env?.GEN_FUZZ ?? 1);
