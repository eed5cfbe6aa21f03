/** Waits for what an example cannot go on without. Where it is refused with a reason, prints the reason alone and ends the program. */
export async function orExit<T>(wanted: Promise<T>): Promise<T> {
  try {
    return await wanted;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
