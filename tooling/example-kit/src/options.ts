import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The flags that every example takes. */
export interface ExampleOptions {
  readonly data: string | undefined;
  readonly dataset: string;
  readonly backend: string;
  readonly software: boolean;
  readonly seed: number;
  readonly steps: number | undefined;
  readonly quick: boolean;
  readonly resume: boolean;
  readonly out: string;
  readonly json: string | undefined;
}

const help = (name: string, datasets: readonly string[]): string => `npm start -w examples/${name} -- [options]

  --dataset NAME   ${datasets.join(' | ')} (default ${datasets[0]})
  --data DIR       folder with the dataset's files; without it a loader that can download does, and caches
  --backend NAME   auto | webgpu | cuda | node | simd | wasm | cpu (default simd)
  --software       with --backend webgpu: accept a GPU that software imitates; right, but slower than cpu
  --seed N         seed of everything random (default 0)
  --steps N        training steps of the generative model, instead of the dataset's default
  --quick          the smallest form that still shows something
  --resume         go on where an interrupted run of the same options stopped
  --out DIR        where pictures and results go (default out)
  --json FILE      where result.json goes (default DIR/result.json)
`;

/** Reads the flags, or prints what they are and exits. */
export function parseOptions(
  name: string,
  datasets: readonly string[],
  argv: readonly string[] = process.argv.slice(2),
): ExampleOptions {
  const fail = (why: string): never => {
    process.stderr.write(`${why}\n\n${help(name, datasets)}`);
    process.exit(2);
  };
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string' },
        dataset: { type: 'string', default: datasets[0] },
        backend: { type: 'string', default: 'simd' },
        software: { type: 'boolean', default: false },
        seed: { type: 'string', default: '0' },
        steps: { type: 'string' },
        quick: { type: 'boolean', default: false },
        resume: { type: 'boolean', default: false },
        out: { type: 'string', default: 'out' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(help(name, datasets));
      process.exit(0);
    }
    const count = (flag: string, text: string, least: number): number => {
      const n = Number(text);
      return Number.isSafeInteger(n) && n >= least ? n : fail(`--${flag}: expected an integer of at least ${least}, got ${text}`);
    };
    if (!datasets.includes(values.dataset)) fail(`--dataset: expected ${datasets.join(' or ')}, got ${values.dataset}`);
    // npm runs an example in its own folder; paths are meant from where the person stands.
    const from = process.env.INIT_CWD ?? process.cwd();
    return {
      ...values,
      out: resolve(from, values.out),
      data: values.data === undefined ? undefined : resolve(from, values.data),
      json: values.json === undefined ? undefined : resolve(from, values.json),
      seed: count('seed', values.seed, 0),
      steps: values.steps === undefined ? undefined : count('steps', values.steps, 1),
    } as ExampleOptions;
  } catch (error) {
    return fail((error as Error).message);
  }
}
