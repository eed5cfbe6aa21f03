import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { backendName, when } from '@gen/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { useBackend } from './use-backend';

const run = promisify(execFile);
const cwd = fileURLToPath(new URL('../..', import.meta.url));

interface Result {
  readonly code: number;
  readonly out: string;
}

/** Runs a program in a process of its own, after it has chosen WebGPU and squared a tensor there. */
async function inProcess(body: string, env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const program = `
    import { useBackend } from '@gen/backend';
    import * as tf from '@tensorflow/tfjs-core';
    const options = { allowSoftware: true };
    const before = Object.keys(globalThis);
    const backend = await useBackend('webgpu', options);
    const x = tf.fill([5000], 3);
    const y = tf.square(x);
    ${body}
  `;
  const args = ['--expose-gc', '--import', 'tsx', '--conditions=@gen/source', '--input-type=module', '-e', program];
  try {
    const { stdout } = await run(process.execPath, args, { cwd, env: { ...process.env, ...env }, timeout: 50_000 });
    return { code: 0, out: stdout.trim() };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: (stdout + stderr).trim() };
  }
}

describe.runIf(when(backendName === 'webgpu', 'about WebGPU in Node'))('webgpu, in Node', () => {
  it('computes, says on what, and leaves no navigator, window or document', async () => {
    const { code, out } = await inProcess(
      `
      const added = Object.keys(globalThis).filter((name) => !before.includes(name) && !name.startsWith('GPU'));
      const seen = [navigator?.gpu, globalThis.window, globalThis.document].filter((each) => each !== undefined);
      console.log((await y.data())[4999], backend.adapter.length > 3, backend.description.startsWith('WebGPU on '), added, seen);
    `.replace('navigator?.gpu', 'globalThis.navigator?.gpu'),
    );
    expect(out).toBe('9 true true [] []');
    expect(code).toBe(0);
  });

  it.each([
    ['with the backend in use', "console.log('end');", 0],
    ['while a read waits', "y.data(); console.log('end');", 0],
    ['after dispose', "await y.data(); backend.dispose(); console.log('end');", 0],
    ['after dispose while a read waits', "y.data().catch(() => {}); backend.dispose(); console.log('end');", 0],
    ['after the loss of the device', "y.data().catch(() => {}); tf.backend().device.destroy(); console.log('end');", 0],
    ['by process.exit', "y.data(); console.log('end'); process.exit(3);", 3],
    [
      'after ten devices and a garbage collection',
      `for (let i = 0; i < 10; i++) {
        const each = await useBackend('webgpu', options);
        const z = tf.tidy(() => tf.square(tf.ones([2000])));
        await z.data();
        each.dispose();
        z.dispose();
        gc();
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      gc();
      console.log('end');`,
      0,
    ],
  ])('the process ends %s', async (_, body, code) => {
    expect(await inProcess(body)).toEqual({ code, out: 'end' });
  });

  it.runIf(process.platform === 'linux')('says that there is no adapter', async () => {
    const { code, out } = await inProcess('', { VK_DRIVER_FILES: '/nowhere.json', VK_ICD_FILENAMES: '/nowhere.json' });
    expect(code).toBe(1);
    expect(out).toContain(
      "GenError: useBackend: expected a GPU adapter for backend 'webgpu', got none; install the driver of the GPU (on Linux its Vulkan driver), or mesa-vulkan-drivers for one in software and pass {allowSoftware: true}\n",
    );
  });

  it('refuses software unless allowed', async () => {
    const { adapter, capabilities } = await useBackend('webgpu', { allowSoftware: true });
    if (!capabilities.software) return;
    await expect(useBackend('webgpu')).rejects.toMatchObject({
      code: 'backend',
      message: `useBackend: expected a hardware adapter for backend 'webgpu', got software (${adapter}); pass {allowSoftware: true} to use it all the same`,
    });
    expect((await useBackend('auto')).tried!.find(({ name }) => name === 'webgpu')!.reason).toMatch(/got software/);
    await useBackend('webgpu', { allowSoftware: true });
  });

  it('says how to read without a canvas', async () => {
    const x = tf.tidy(() => tf.square(tf.ones([2000])));
    expect(() => x.dataSync()).toThrow(
      /^useBackend: expected a read that waits on backend 'webgpu' outside a browser, got dataSync, arraySync or a use on another backend; call await tensor.data\(\) first$/,
    );
    await x.data();
    expect(x.dataSync()[1999]).toBe(1);
    x.dispose();
  });
});
