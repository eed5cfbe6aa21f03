/** Name of the backend that the current vitest project runs on. */
export const backendName: string = process.env.GEN_BACKEND ?? 'cpu';
