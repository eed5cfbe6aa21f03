import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** What a result depends on besides the code: the versions that made it. */
export interface Versions {
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
}

/** Versions of Node, of tfjs, and of the @gen packages that the example at `script` names as dependencies. */
export function versions(script: string): Versions {
  const manifest = JSON.parse(readFileSync(new URL('package.json', script), 'utf8')) as { dependencies: Record<string, string> };
  const require = createRequire(script);
  const installed = (name: string): string => {
    const file = require.resolve(`${name}/package.json`);
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  };
  const names = Object.keys(manifest.dependencies).filter(
    (name) => name !== '@gen/example-kit' && /^@(gen|tensorflow)\//.test(name),
  );
  return { node: process.version, packages: Object.fromEntries(names.map((name) => [name, installed(name)])) };
}
