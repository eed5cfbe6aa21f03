/** Whether the system's loader finds a shared library, in Node. */
export function canOpen(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library);
    return true;
  } catch (error) {
    // Found, but no module of Node, which none of these is.
    return !/cannot open shared object/i.test((error as Error).message);
  }
}
