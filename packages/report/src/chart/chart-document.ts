/** The page's own document, or in Node a fresh one of linkedom. */
export async function chartDocument(): Promise<Document> {
  if (typeof globalThis.document === 'object') return globalThis.document;
  const { parseHTML } = await import('linkedom');
  return parseHTML('<!doctype html><html><body></body></html>').document;
}
