import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const here = dirname(new URL(import.meta.url).pathname);

// Chromium brings a Vulkan driver that runs on the CPU, and a loader for it.
const folders = ['/usr/lib/chromium', '/usr/lib64/chromium-browser', '/opt/google/chrome'];
const manifest = 'vk_swiftshader_icd.json';
const loader = 'libvulkan.so.1';

const question = `
  const { create } = await import('webgpu');
  const adapter = await create([]).requestAdapter();
  const { vendor, architecture, device, description } = adapter?.info ?? {};
  if (adapter) process.stdout.write([vendor, architecture, device, description].filter(Boolean).join(' ') || 'an unnamed adapter');
`;

/** @typedef {Record<string, string | undefined>} Environment */

/**
 * What Dawn calls the adapter that it finds in an environment, or nothing and what it complains about. Asked in a process of its
 * own, because the loader of shared libraries reads its variables once.
 *
 * @param {Environment} env
 * @returns {{ adapter: string, complaint: string }}
 */
function adapterIn(env) {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', question], {
    cwd: here,
    env,
    encoding: 'utf8',
  });
  const complaint = stderr?.split('\n').find((line) => /error|warning/i.test(line));
  return { adapter: stdout ?? '', complaint: complaint ? `: ${complaint}` : '' };
}

/**
 * The variables under which Node has a WebGPU adapter: none where the machine has a driver of its own, else those of Chromium's
 * driver in software. `VK_DRIVER_FILES`, when it is set, is left alone.
 *
 * @param {Environment} [env]
 * @returns {{ env: Environment, adapter: string } | { reason: string, broken: boolean }} broken: there is a driver, but it does not answer
 */
export function dawnEnvironment(env = process.env) {
  const own = adapterIn(env);
  if (own.adapter) return { env, adapter: own.adapter };
  if (process.platform !== 'linux') return { reason: `Dawn finds no adapter${own.complaint}`, broken: false };
  const folder = folders.find((path) => existsSync(join(path, manifest)));
  const drivers = env.VK_DRIVER_FILES ?? (folder && join(folder, manifest));
  if (!drivers) {
    const reason = `Dawn finds no adapter, and none of ${folders.join(', ')} has ${manifest} (apt-get install chromium)`;
    return { reason, broken: false };
  }
  const software = { ...env, VK_DRIVER_FILES: drivers };
  const first = adapterIn(software);
  if (first.adapter) return { env: software, adapter: first.adapter };
  // Without a loader on the machine Chromium's does; alone in a folder, so that nothing else is taken from there.
  const library = join(dirname(drivers), loader);
  if (!existsSync(library)) return { reason: `Dawn finds no adapter with ${drivers}${first.complaint}`, broken: true };
  const libraries = mkdtempSync(join(tmpdir(), 'gen-vulkan-'));
  process.once('exit', () => rmSync(libraries, { recursive: true }));
  symlinkSync(library, join(libraries, loader));
  const loaded = { ...software, LD_LIBRARY_PATH: [libraries, env.LD_LIBRARY_PATH].filter(Boolean).join(':') };
  const second = adapterIn(loaded);
  if (second.adapter) return { env: loaded, adapter: second.adapter };
  return { reason: `Dawn finds no adapter with ${drivers} and ${library}${second.complaint}`, broken: true };
}
