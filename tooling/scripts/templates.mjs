/** Files by path, relative to the repository. @typedef {Record<string, string>} Files */

/** @param {string} name kebab-case @returns {string} camelCase */
export const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
/** @param {string} name kebab-case @returns {string} Words */
const words = (name) => name.replaceAll('-', ' ');
/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * A loss, and the row by which it joins the contract of losses.
 *
 * @param {string} name
 * @param {string} topic
 * @returns {Files}
 */
export function lossFiles(name, topic) {
  const fn = camel(name);
  return {
    [`packages/losses/src/${topic}/${name}.ts`]: `import { checkSameShape, GenError } from '@gen/core';
import type * as tf from '@tensorflow/tfjs-core';

/**
 * One sentence that says what ${words(name)} measures.
 *
 * Its formula, in the names of the arguments; where it is finite, and why.
 *
 * @param labels \`[batch, ...event]\` float32; say the range.
 * @param outputs the same shape, float32; say what they are.
 * @returns \`[batch]\` nats, summed over the event; or say which unit.
 * @throws GenError \`shape\`.
 * @memory Fresh: the caller's, or the enclosing tidy's.
 * @see Author (year), Title, section, arXiv id.
 *
 * @example What a reader would first do with it
 * \`\`\`ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { ${fn} } from '@gen/losses';
 *
 * const nats = tf.tidy(() => ${fn}(tf.zeros([2, 3]), tf.zeros([2, 3])));
 * nats.dispose();
 * \`\`\`
 * @category ${topic[0].toUpperCase()}${words(topic.slice(1))}
 */
export function ${fn}(labels: tf.Tensor, outputs: tf.Tensor): tf.Tensor1D {
  checkSameShape('${fn}', 'outputs', outputs, 'labels', labels);
  throw new GenError('unsupported', '${fn}: expected a formula, got a skeleton');
}
`,
    [`packages/losses/src/${topic}/${name}.test.ts`]: `import { checkGradients } from '@gen/core';
import { testLoss } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { ${fn} } from './${name}';

const labels = { shape: [2, 3], values: [0, 1, 0.5, 1, 0, 0.25] };

testLoss('${fn}', ${fn}, {
  // Values and gradients of another library: add the case to fixtures/losses.py, run it, and take it from fixtures/losses.json.
  golden: [],
  naive: (y: tf.Tensor, outputs: tf.Tensor) => tf.sum(tf.squaredDifference(y, outputs), 1),
  extremes: [{ name: 'outputs of 10,000', labels, outputs: { shape: [2, 3], values: [1e4, 1e4, -1e4, -1e4, -1e4, 1e4] } }],
  refuses: [{ name: 'other event', code: 'shape', labels, outputs: { shape: [2, 2], values: [1, 2, 3, 4] } }],
  checkGradients,
  secondOrder: true,
});
`,
  };
}

/** @param {string} name @returns {Files} */
export function datasetFiles(name) {
  const fn = camel(name);
  const options = `${fn[0].toUpperCase()}${fn.slice(1)}Options`;
  return {
    [`packages/datasets/src/${name}/${name}.ts`]: `import { checkCount, GenError } from '@gen/core';
import type { ImageDataset } from '../images/image-dataset';

/** Which part of ${words(name)} to give. @category Datasets */
export interface ${options} {
  /** Number of examples. */
  readonly size?: number;
}

/**
 * One sentence that says what is in ${words(name)}, and for what it is good.
 *
 * Where it comes from, how it was collected, and what a reader must know before trusting it: the same goes into its card.
 *
 * @param options \`size\`, 1,000 by default.
 * @returns say the shape of an image and the number of classes.
 * @throws GenError \`value\`, for a size below 1.
 * @see Author (year), Title, where it is published.
 *
 * @example What a reader would first do with it
 * \`\`\`ts
 * import { ${fn} } from '@gen/datasets';
 *
 * const data = ${fn}({ size: 10 });
 * data.imageShape;
 * \`\`\`
 * @category Datasets
 */
export function ${fn}(options: ${options} = {}): ImageDataset {
  const { size = 1000 } = options;
  checkCount('${fn}', 'size', size);
  throw new GenError('unsupported', '${fn}: expected a dataset, got a skeleton');
}
`,
    [`packages/datasets/src/${name}/${name}.test.ts`]: `import { describe, expect, it } from 'vitest';
import { ${fn} } from './${name}';

describe('${fn}', () => {
  it('has a card, and as many images as it says', () => {
    const data = ${fn}({ size: 10 });
    expect(data.card.name).toBe('${name}');
    expect(data.size).toBe(10);
    expect(data.pixels).toHaveLength(10 * data.imageShape.reduce((product, n) => product * n, 1));
  });

  it('is the same every time', async () => {
    const hashes = await Promise.all([${fn}({ size: 5 }).hash(), ${fn}({ size: 5 }).hash()]);
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('gives its batches in the shapes it says', async () => {
    const data = ${fn}({ size: 5 });
    for await (const { images, labels } of data.batches({ batchSize: 5 })) {
      expect(images.shape).toEqual([5, ...data.imageShape]);
      expect(labels.shape).toEqual([5]);
    }
  });

  it('refuses an impossible size', () => {
    expect(() => ${fn}({ size: 0 })).toThrow(/${fn}: expected size/);
  });
});
`,
  };
}

/**
 * @param {string} name with its number, such as \`02-sample-faces\`
 * @param {Record<string, string>} versions of the packages, by name
 * @returns {Files}
 */
export function exampleFiles(name, versions) {
  return {
    [`examples/${name}/package.json`]: json({
      name: `@gen/example-${name}`,
      version: '0.1.0',
      private: true,
      type: 'module',
      scripts: { start: 'tsx --conditions=@gen/source main.ts', typecheck: 'tsc --noEmit' },
      dependencies: versions,
    }),
    [`examples/${name}/tsconfig.json`]: `{ "extends": "../../tsconfig.base.json", "include": ["*.ts"] }\n`,
    [`examples/${name}/main.ts`]: `// One sentence that says what ${words(name.replace(/^\d+-/, ''))} shows.
import { type BackendName, useBackend } from '@gen/backend';
import { GenError } from '@gen/core';
import { orExit, parseOptions, versions } from '@gen/example-kit';

const options = parseOptions('${name}', ['glyphs', 'mnist']);
const backend = await orExit(useBackend(options.backend as BackendName, { allowSoftware: options.software }));
console.log(backend, versions);
throw new GenError('unsupported', '${name}: expected a training loop that a reader can follow, got a skeleton');
`,
    [`examples/${name}/RESULTS.md`]: `# ${words(name)}: results

What was run (command, machine, backend, date), the table that it printed, and what it shows.
`,
  };
}

/**
 * @param {string} name
 * @param {{ losses: any, license: string }} model the manifest of @gen/losses, from which the new one takes its form
 * @returns {Files}
 */
export function packageFiles(name, { losses, license }) {
  const manifest = structuredClone(losses);
  Object.assign(manifest, {
    name: `@gen/${name}`,
    description: `One line that says what @gen/${name} is for`,
    homepage: losses.homepage.replace('/losses', `/${name}`),
    repository: { ...losses.repository, directory: `packages/${name}` },
  });
  return {
    [`packages/${name}/package.json`]: json(manifest),
    [`packages/${name}/tsconfig.json`]: `{ "extends": "../../tsconfig.base.json", "include": ["src"] }\n`,
    [`packages/${name}/tsup.config.ts`]: `export { default } from '@gen/build';\n`,
    [`packages/${name}/LICENSE`]: license,
    [`packages/${name}/README.md`]: `# @gen/${name}\n\nWhat it is for, in three lines, and one example that runs.\n`,
    [`packages/${name}/src/index.ts`]: `export { ${camel(name)} } from './first/${name}';\n`,
    [`packages/${name}/src/first/${name}.ts`]: `import { GenError } from '@gen/core';

/**
 * One sentence that says what it does. Name this folder after its topic, and the file after its one public export.
 *
 * @returns shape and unit.
 * @throws GenError; say when.
 *
 * @example What a reader would first do with it
 * \`\`\`ts
 * import { ${camel(name)} } from '@gen/${name}';
 *
 * ${camel(name)}();
 * \`\`\`
 * @category First
 */
export function ${camel(name)}(): number {
  throw new GenError('unsupported', '${camel(name)}: expected a first function, got a skeleton');
}
`,
    [`packages/${name}/src/first/${name}.test.ts`]: `import { describe, expect, it } from 'vitest';
import { ${camel(name)} } from './${name}';

describe('${camel(name)}', () => {
  it('does what it says', () => {
    expect(${camel(name)}()).toBe(1);
  });
});
`,
  };
}
