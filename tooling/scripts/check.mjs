import { fileURLToPath } from 'node:url';
import { runGate } from './gates.mjs';

// npm run check              every gate, one line each, in the order of their cost; all run even if one fails
// npm run check -- lint size only the named ones
const MOST_LINES = 100;
const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {string} name @returns {string} */
const bin = (name) => `node_modules/.bin/${name}`;
/** @param {string} script */
const script = (script) => ['node', `tooling/scripts/${script}.mjs`];
/** @param {string} task */
const turbo = (task) => [bin('turbo'), 'run', task, '--output-logs=errors-only', '--log-order=grouped', '--continue'];

/** @type {readonly import('./gates.mjs').Gate[]} */
const gates = [
  { name: 'structure', command: script('check-structure') },
  { name: 'lint', command: [bin('biome'), 'ci', '--error-on-warnings', '--colors=off'] },
  { name: 'types', command: turbo('typecheck') },
  { name: 'types of root', command: [bin('tsc'), '--noEmit'] },
  { name: 'types of examples in docs', command: ['node', 'tooling/doctest/src/typecheck.mjs'] },
  { name: 'comments', command: script('check-docs') },
  { name: 'api docs', command: [...script('docs'), '--api'] },
  { name: 'build', command: turbo('build') },
  { name: 'published form', command: turbo('lint:package') },
  { name: 'size', command: [bin('size-limit')] },
  {
    name: 'changesets',
    command: [bin('changeset'), 'status'],
    excuse: (output) =>
      /Failed to find where HEAD diverged|not a git repository|ambiguous argument/.test(output)
        ? 'this clone has no history of main to compare with'
        : undefined,
  },
  {
    name: 'lockfile',
    command: ['npm', 'ci', '--dry-run', '--offline', '--ignore-scripts'],
    excuse: (output) =>
      /ENOTCACHED/.test(output) ? 'npm has not what it needs in its cache to check it without a network' : undefined,
  },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !gates.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(`check: expected gates out of ${gates.map(({ name }) => `'${name}'`).join(', ')}, got '${unknown[0]}'`);
  process.exit(2);
}

const failed = [];
for (const gate of gates.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const { name, result, seconds, output } = await runGate(gate, root);
  console.log(
    `${result.padEnd(8)}${name.padEnd(28)}${seconds.toFixed(1).padStart(6)} s${result === 'skipped' ? `  ${output}` : ''}`,
  );
  if (result === 'failed') {
    failed.push(name);
    const lines = output.trimEnd().split('\n');
    for (const line of lines.slice(0, MOST_LINES)) console.log(`    ${line.slice(0, 300)}`);
    if (lines.length > MOST_LINES) console.log(`    ... ${lines.length - MOST_LINES} more lines`);
  }
}
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
