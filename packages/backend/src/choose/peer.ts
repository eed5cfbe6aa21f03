import { GenError } from '@gen/core';

const missing = /cannot find (module|package)|failed to resolve|could not resolve|failed to fetch dynamically/i;

/** Whether `cause` says that the package itself, and not something inside it, is not there. */
export function isAbsent(packageName: string, cause: unknown): boolean {
  const message = cause instanceof Error ? cause.message : String(cause);
  // Node and bundlers quote what they looked for; browsers give a URL that may hold the name.
  const quoted = /['"]([^'"]+)['"]/.exec(message)?.[1];
  return missing.test(message) && (quoted === undefined ? message.includes(packageName) : quoted === packageName);
}

/** The error for an optional peer dependency that did not load: says what to install when it is not there. */
export function peerError(name: string, packageName: string, cause: unknown): GenError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new GenError(
    'backend',
    isAbsent(packageName, cause)
      ? `useBackend: expected the package ${packageName} for backend '${name}', got none; run: npm install ${packageName}`
      : `useBackend: expected the package ${packageName} for backend '${name}' to load, got: ${message.split('\n')[0]}`,
    { cause },
  );
}

/** Imports a package that no bundler can take in: a variable as specifier keeps it out of bundles for browsers. */
export async function importPeer<Module>(name: string, packageName: string): Promise<Module> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ packageName)) as Module;
  } catch (cause) {
    throw peerError(name, packageName, cause);
  }
}
