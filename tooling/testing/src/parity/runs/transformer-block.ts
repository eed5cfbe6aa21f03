import { adam, createRng, initialize, type Network, network, trainStep, variable } from '@gen/core';
import { sparseCrossEntropy } from '@gen/losses';
import * as tf from '@tensorflow/tfjs-core';
import { type Drawn, type RunDefinition, seed, steps, type TrainingRun } from './run';

const [words, length, width, heads, hidden, batch] = [11, 8, 16, 2, 32, 8];
const rng = () => createRng(seed).fork('transformer');

/** Arithmetic sequences modulo the number of words, `[steps, batch, length + 1]`: by ones or twos. */
function sequences(): Int32Array {
  const tokens = new Int32Array(steps * batch * (length + 1));
  const own = rng().fork('tokens');
  for (let n = 0; n < steps * batch; n++) {
    const [first, stride] = [own.integer(words), 1 + own.integer(2)];
    for (let i = 0; i <= length; i++) tokens[n * (length + 1) + i] = (first + i * stride) % words;
  }
  return tokens;
}

const shapes: Readonly<Record<string, number[]>> = {
  tokens: [words, width],
  positions: [length, width],
  'norm1/scale': [width],
  'norm1/offset': [width],
  queries: [width, width],
  keys: [width, width],
  values: [width, width],
  merge: [width, width],
  'norm2/scale': [width],
  'norm2/offset': [width],
  widen: [width, hidden],
  'widen/bias': [hidden],
  narrow: [hidden, width],
  'narrow/bias': [width],
  'norm3/scale': [width],
  'norm3/offset': [width],
  logits: [width, words],
};

function block(): Network {
  const v: Record<string, tf.Variable> = {};
  for (const [path, shape] of Object.entries(shapes)) {
    v[path] = variable(`block/${path}`, () => (path.endsWith('scale') ? tf.ones(shape) : tf.zeros(shape)));
  }
  initialize(Object.values(v), rng());
  const norm = (x: tf.Tensor, name: string): tf.Tensor => {
    const centered = tf.sub(x, tf.mean(x, -1, true));
    const rootOfMean = tf.rsqrt(tf.add(tf.mean(tf.square(centered), -1, true), 1e-5));
    return tf.add(tf.mul(tf.mul(centered, rootOfMean), v[`${name}/scale`]), v[`${name}/offset`]);
  };
  const dense = (x: tf.Tensor, name: string): tf.Tensor => {
    const rows = tf.reshape(x, [-1, shapes[name][0]]);
    return tf.reshape(tf.matMul(rows, v[name]), [...x.shape.slice(0, -1), shapes[name][1]]);
  };
  const split = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [batch, length, heads, width / heads]);
  const attend = (x: tf.Tensor): tf.Tensor => {
    const [q, k, values] = ['queries', 'keys', 'values'].map((name) => split(dense(x, name)));
    const later = tf.sub(1, tf.linalg.bandPart(tf.ones([length, length]), -1, 0));
    const scores = tf.mul(tf.einsum('bqhd,bkhd->bhqk', q, k), 1 / Math.sqrt(width / heads));
    const parts = tf.softmax(tf.add(scores, tf.mul(later, -1e9)));
    // One product by einsum and one by matMul, so that both take part.
    const mixed = tf.transpose(tf.matMul(parts, tf.transpose(values, [0, 2, 1, 3])), [0, 2, 1, 3]);
    return dense(tf.reshape(mixed, [batch, length, width]), 'merge');
  };
  const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(0.5, x), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
  const feed = (x: tf.Tensor): tf.Tensor =>
    tf.add(dense(gelu(tf.add(dense(x, 'widen'), v['widen/bias'])), 'narrow'), v['narrow/bias']);
  const run = (tokens: tf.Tensor): tf.Tensor => {
    const embedded = tf.add(tf.gather(v.tokens, tokens as tf.Tensor2D), v.positions);
    const attended = tf.add(embedded, attend(norm(embedded, 'norm1')));
    const fed = tf.add(attended, feed(norm(attended, 'norm2')));
    return dense(norm(fed, 'norm3'), 'logits');
  };
  return network(run, Object.values(v));
}

function make(): TrainingRun {
  const tokens = sequences();
  const model = block();
  const optimizer = adam({ learningRate: 1e-2 });
  const step = trainStep({
    objective: (sequence: tf.Tensor) => {
      const [inputs, labels] = [0, 1].map((from) => tf.slice(sequence, [0, from], [batch, length]));
      return { crossEntropy: sparseCrossEntropy(labels, model(inputs)) };
    },
    variables: model.variables,
    optimizer,
  });
  return {
    variables: model.variables,
    step: (i) =>
      tf.tidy(() => {
        const size = batch * (length + 1);
        const sequence = tf.tensor(tokens.subarray(i * size, (i + 1) * size), [batch, length + 1], 'int32');
        const { terms } = step(sequence, { step: i, epoch: 0, rng: rng().fork(i), training: true });
        return { ...terms };
      }),
    dispose(): void {
      optimizer.dispose();
      tf.dispose([...model.variables]);
    },
  };
}

const draw = (): Drawn => ({
  tokens: { dtype: 'int32', shape: [steps, batch, length + 1], data: sequences() },
});

/** One block of a causal transformer, with its embedding and its loss. */
export const transformerBlock: RunDefinition = { name: 'transformer block', draw, make };
