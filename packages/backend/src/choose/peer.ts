import { GenError } from '@gen/core';

const missing = /cannot find (module|package)|failed to resolve|could not resolve|failed to fetch dynamically/i;

/** The error for an optional peer dependency that did not load: says what to install when it is not there. */
export function peerError(name: string, packageName: string, cause: unknown): GenError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = (cause as { code?: unknown } | null)?.code;
  const absent =
    (missing.test(message) || code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message.includes(packageName);
  return new GenError(
    'backend',
    absent
      ? `useBackend: expected the package ${packageName} for backend '${name}', got none; run: npm install ${packageName}`
      : `useBackend: expected the package ${packageName} for backend '${name}' to load, got: ${message}`,
    { cause },
  );
}
