/** Whether tests can run here; where they cannot, prints why they are skipped. For `runIf`. */
export function when(condition: unknown, reason: string): boolean {
  if (!condition) console.warn(`skipped: ${reason}`);
  return Boolean(condition);
}
