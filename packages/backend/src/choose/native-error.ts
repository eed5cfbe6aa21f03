import { GenError } from '@gen/core';
import { missingDriver, missingLibrary } from './cuda-libraries';
import { isAbsent, peerError } from './peer';

/**
 * The error for tfjs-node or tfjs-node-gpu that did not load: one sentence with what to do, in place of the loader's text.
 *
 * @param folder where the package was looked for, when a variable named it, with that variable.
 */
export function nativeError(
  name: string,
  packageName: string,
  cause: unknown,
  folder?: { readonly path: string; readonly variable: string },
): GenError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const sentence = explain(name, packageName, message);
  if (sentence) return new GenError('backend', `useBackend: ${sentence}`, { cause });
  if (!folder) return peerError(name, packageName, cause);
  const got = isAbsent(packageName, cause) ? 'none; install it there, or unset the variable' : message.split('\n')[0];
  return new GenError(
    'backend',
    `useBackend: expected ${packageName} in the folder that ${folder.variable} names, ${folder.path}, got ${got}`,
    { cause },
  );
}

function explain(name: string, packageName: string, message: string): string | undefined {
  const abi = /NODE_MODULE_VERSION (\d+).*NODE_MODULE_VERSION (\d+)/s.exec(message);
  if (abi) {
    return `expected ${packageName} built for this Node.js, ${process.version} (ABI ${abi[2]}), got a build for ABI ${abi[1]}; run: npm rebuild ${packageName} --build-addon-from-source`;
  }
  if (/CUDA_ERROR_NO_DEVICE|no CUDA-capable device/.test(message)) {
    return `expected an NVIDIA GPU for backend '${name}', got none (CUDA_ERROR_NO_DEVICE); see what nvidia-smi lists, and whether CUDA_VISIBLE_DEVICES hides it`;
  }
  if (/native addon module|libtensorflow[\w.]*: cannot open/.test(message)) {
    return `expected the binary of ${packageName} for backend '${name}', got none, since its install script did not run or not to its end; run: npm rebuild ${packageName}`;
  }
  const library = /(lib(cud|cu[a-z]+|nvrtc)[\w.]*): cannot open/.exec(message)?.[1];
  if (library) return library.startsWith('libcuda.') ? missingDriver : missingLibrary(library);
  return undefined;
}
