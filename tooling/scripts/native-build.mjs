import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

// npm run native:build -- FOLDER
// Puts @tensorflow/tfjs-node in a folder without its installer, which downloads TensorFlow from a storage host that many networks
// block: its binding is compiled against the library inside TensorFlow's Python wheel. Then GEN_TFJS_NODE=FOLDER npm run test:native.
// Needs Linux on x64, Python 3 with pip, g++, 2 GB of disk and, the first time, two minutes.
const TFJS = '4.22.0';
const TENSORFLOW = '2.21.0';
const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** @param {string} reason @returns {never} */
function leave(reason) {
  console.error(`native:build: ${reason}`);
  process.exit(1);
}

if (!process.argv[2]) leave('expected a folder to build in, got none');
const folder = resolve(process.argv[2]);
const home = join(folder, 'node_modules/@tensorflow/tfjs-node');

/**
 * @param {string} what for the message
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
function run(what, program, args, cwd = folder) {
  const began = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) {
    const lines = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim().split('\n');
    leave(`${what} failed: ${lines.slice(-8).join('\n  ')}`);
  }
  console.log(`native:build: ${what}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

const question = `
  const tf = require('@tensorflow/tfjs-node');
  const [value] = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync();
  if (tf.getBackend() !== 'tensorflow' || value !== 3) throw new Error('it gives ' + value + ' on ' + tf.getBackend());
`;
const shim = "require('node:util').isNullOrUndefined ??= (value) => value == null;"; // which Node 23 removed
const verify = ['-e', shim + question];

/** Whether what is in the folder computes. */
function answers() {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  return existsSync(home) && spawnSync(process.execPath, verify, { cwd: folder, env }).status === 0;
}

// From a wheel, which is a zip file: the two libraries and the headers that the binding includes.
const unpack = `
import os, shutil, sys, zipfile
wheel, target, libraries = zipfile.ZipFile(sys.argv[1]), sys.argv[2], set(sys.argv[3:])
prefix = 'tensorflow/include/'
for name in wheel.namelist():
    last = name.rsplit('/', 1)[-1]
    if last in libraries:
        path = os.path.join(target, 'lib', last)
    elif name.startswith((prefix + 'tensorflow/', prefix + 'tsl/', prefix + 'xla/')) and last.endswith(('.h', '.inc')):
        path = os.path.join(target, 'include', name[len(prefix):])
    else:
        continue
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wheel.open(name) as source, open(path, 'wb') as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
`;

/** @returns {string} the folder of node_api.h: that of the running Node, or else of a package that has it too */
function headers() {
  const own = resolve(dirname(process.execPath), '../include/node');
  if (existsSync(join(own, 'node_api.h'))) return own;
  run("Node's headers", 'npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', 'node-api-headers@1.9.0']);
  return join(folder, 'node_modules/node-api-headers/include');
}

if (process.platform !== 'linux' || process.arch !== 'x64')
  leave(`expected Linux on x64, got ${process.platform} on ${process.arch}`);
for (const command of ['g++ --version', 'python3 -m pip --version']) {
  const [program, ...args] = command.split(' ');
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  if (status !== 0) leave(`expected '${command}' to work; apt-get install g++ python3-pip`);
}
if (answers()) {
  console.log(`native:build: ${folder} has it already`);
  process.exit(0);
}

mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
const packages = [`@tensorflow/tfjs-node@${TFJS}`, `@tensorflow/tfjs@${TFJS}`];
run('npm packages', 'npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages]);

const wheels = mkdtempSync(join(folder, 'wheel-'));
process.once('exit', () => rmSync(wheels, { recursive: true, force: true }));
const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--retries', '1', '--dest', wheels];
run(`the wheel of TensorFlow ${TENSORFLOW}`, 'python3', [...download, `tensorflow-cpu==${TENSORFLOW}`]);
const unzip = ['-c', 'exec python3 -c "$0" *.whl "$@"', unpack, join(home, 'deps'), ...LIBRARIES];
run('its library and headers', 'bash', unzip, wheels);

const lib = join(home, 'deps/lib');
for (const name of LIBRARIES) {
  if (!existsSync(join(lib, name))) leave(`expected the wheel to have ${name}, got none`);
}
for (const [link, name] of [
  ['libtensorflow.so', LIBRARIES[0]],
  ['libtensorflow_framework.so', LIBRARIES[1]],
]) {
  rmSync(join(lib, link), { force: true });
  symlinkSync(name, join(lib, link));
}
mkdirSync(join(home, 'lib/napi-v8'), { recursive: true });
const flags = ['-O2', '-shared', '-fPIC', '-std=c++17', '-DNAPI_VERSION=8', `-I${headers()}`, '-I.', '-Ideps/include'];
const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];
const link = ['-Ldeps/lib', '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'];
run('the binding', 'g++', [...flags, ...sources, ...link, '-o', 'lib/napi-v8/tfjs_binding.node'], home);
run('a multiplication on it', process.execPath, verify);
console.log(`native:build: ready; GEN_TFJS_NODE=${folder} npm run test:native`);
