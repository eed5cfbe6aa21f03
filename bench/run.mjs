import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare, quantile } from './harness/compare.mjs';
import { systems } from './harness/systems.mjs';

// npm run bench -- <workload...> [--systems a,b] [--steps 15] [--warm-up 3]
// Prints a line of JSON for each system, and one with the ratios to the first system that ran.
const known = readdirSync(new URL('./workloads', import.meta.url))
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -'.mjs'.length));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    systems: { type: 'string', default: systems.map(({ name }) => name).join(',') },
    steps: { type: 'string', default: '15' },
    'warm-up': { type: 'string', default: '3' },
  },
});

/** @param {string} message */
function refuse(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

/** @param {'steps' | 'warm-up'} name @param {number} least */
function count(name, least) {
  const n = Number(values[name]);
  if (!Number.isInteger(n) || n < least) refuse(`expected --${name} of ${least} or more, got ${values[name]}`);
  return n;
}

const wanted = values.systems.split(',');
const names = positionals.length > 0 ? positionals : known;
for (const name of names) if (!known.includes(name)) refuse(`expected a workload (${known.join(', ')}), got ${name}`);
for (const name of wanted) {
  if (!systems.some((system) => system.name === name))
    refuse(`expected systems out of ${systems.map((s) => s.name)}, got ${name}`);
}
const options = { steps: count('steps', 1), warmUp: count('warm-up', 0), progress };

/** @param {string} text */
function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** @param {number} value */
const rounded = (value) => Number(value.toPrecision(4));

const present = systems.filter(({ name, missing }) => {
  const reason = wanted.includes(name) ? missing() : undefined;
  if (reason) console.error(`bench: without ${name}: ${reason}`);
  return wanted.includes(name) && !reason;
});

for (const name of names) {
  const { workload } = await import(`./workloads/${name}.mjs`);
  const results = await compare(name, workload, present, options);
  progress('');
  for (const { system, milliseconds, losses, error } of results) {
    const report = error
      ? { error }
      : {
          medianMs: rounded(quantile(milliseconds, 0.5)),
          quartilesMs: [rounded(quantile(milliseconds, 0.25)), rounded(quantile(milliseconds, 0.75))],
          steps: milliseconds.length,
          firstLoss: rounded(losses[0]),
          lastLoss: rounded(losses[losses.length - 1]),
        };
    console.log(JSON.stringify({ workload: name, system, ...report }));
  }
  const [first, ...others] = results.filter(({ error }) => error === undefined);
  if (!first) process.exitCode = 1;
  else {
    // How many times as long another system takes for the same step.
    const base = quantile(first.milliseconds, 0.5);
    const ratios = others.map(({ system, milliseconds }) => [
      `${system} / ${first.system}`,
      rounded(quantile(milliseconds, 0.5) / base),
    ]);
    console.log(JSON.stringify({ workload: name, ratios: Object.fromEntries(ratios) }));
  }
}
