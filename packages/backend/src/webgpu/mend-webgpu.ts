import * as tf from '@tensorflow/tfjs-core';
import { compose, type RunKernel } from '../wasm/compose';

// On the function in the registry, where another copy of this package sees it too.
const ours = Symbol.for('@gen/backend/kernel');

type Mend = (stock: tf.KernelFunc) => tf.KernelFunc;

/** Scans backward. tfjs compiles the length of the axis into the shader but leaves it out of the shader's key: the first length wins. */
const scan: Mend = (stock) => (call) => {
  const attrs = call.attrs as unknown as { axis: number; reverse?: boolean };
  if (!attrs.reverse) return stock(call);
  const { x } = call.inputs as { x: tf.TensorInfo };
  const dims = tf.util.parseAxisParam(attrs.axis, x.shape);
  const turn = (run: RunKernel, info: tf.TensorInfo): tf.TensorInfo => run('Reverse', { x: info }, { dims });
  const body = (run: RunKernel) => turn(run, run(stock, { x: turn(run, x) }, { ...attrs, axis: dims[0], reverse: false }));
  return compose(call.backend as tf.KernelBackend, body, 'webgpu');
};

/** Crops of fewer boxes than images. tfjs compares the number of the image with that of the boxes, and leaves the crop empty. */
const crop: Mend = (stock) => (call) => {
  const { image, boxes, boxInd } = call.inputs as Record<'image' | 'boxes' | 'boxInd', tf.TensorInfo>;
  const [count] = boxes.shape;
  const missing = image.shape[0] - count;
  if (missing <= 0 || count === 0) return stock(call);
  const body = (run: RunKernel): tf.TensorInfo => {
    const pad = (x: tf.TensorInfo, paddings: number[][]) => run('PadV2', { x }, { paddings, constantValue: 0 });
    const none = [0, missing];
    const all = run(stock, { image, boxes: pad(boxes, [none, [0, 0]]), boxInd: pad(boxInd, [none]) }, call.attrs);
    return run('Slice', { x: all }, { begin: [0, 0, 0, 0], size: [count, ...all.shape.slice(1)] });
  };
  return compose(call.backend as tf.KernelBackend, body, 'webgpu');
};

const kernels: Readonly<Record<string, Mend>> = { Cumsum: scan, Cumprod: scan, CropAndResize: crop };

/** Replaces the kernels of tfjs-backend-webgpu that compute other numbers than the other backends, without an error. */
export function mendWebgpu(): void {
  for (const [kernelName, mend] of Object.entries(kernels)) {
    const stock = tf.getKernel(kernelName, 'webgpu');
    if (!stock || ours in stock.kernelFunc) continue;
    tf.unregisterKernel(kernelName, 'webgpu');
    tf.registerKernel({ ...stock, kernelFunc: Object.assign(mend(stock.kernelFunc), { [ours]: true }) });
  }
}
