import type * as tf from '@tensorflow/tfjs-core';
import { GenError } from '../errors/gen-error';
import { sha256 as digest } from '../hash/sha256';
import { refuseChanges } from './hyperparameters';
import { decodeSafetensors, encodeSafetensors, fromHost, type HostTensor, toHost } from './safetensors';
import { type Parts, snapshot, statefulOf } from './snapshot';
import type { Json } from './stateful';
import { type CheckpointTarget, type Store, storeOf } from './store';

const manifestFile = 'checkpoint.json';
const weightsPattern = /^weights-[0-9a-f]+\.safetensors(\.tmp)?$/;
const format = 1;

interface Manifest {
  readonly format: number;
  readonly weights: string;
  readonly sha256: string;
  readonly parts: Readonly<Record<string, Json>>;
  readonly hyperparameters: Json;
}

/**
 * Saves parts of a run so that it can go on exactly: variables by path, optimizer state, averages, generators, position.
 *
 * Two files: `weights-<hash>.safetensors` holds every tensor under `part/path`, `checkpoint.json` everything else and the name and
 * hash of the first. Each is written under a temporary name, flushed and renamed, `checkpoint.json` last, so whatever
 * happens in between the last good checkpoint stays. The same state gives the same bytes. The state is that of the moment of the
 * call, whatever trains on before the promise resolves.
 *
 * @param target a folder, made if need be, or a map of files.
 * @param parts by name: lists of variables, optimizers, `ema`, `createRng`, `trainPosition`, anything {@link Stateful}.
 * @param options `hyperparameters`: what the run was made with, to be compared when it is loaded.
 * @throws GenError `disk`, when the folder cannot be written; the checkpoint that was there stays;
 *   `dtype`, for a tensor that is not float32, int32 or bool.
 * @memory Borrows everything.
 *
 * @example In a map; a folder's name works the same
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { adam, loadCheckpoint, saveCheckpoint, trainPosition, variable } from '@gen/core';
 *
 * const model = [variable('dense/kernel', () => tf.ones([2, 2]))];
 * const optimizer = adam({ learningRate: 1e-3 });
 * const position = trainPosition();
 * const files = new Map();
 * const hyperparameters = { learningRate: 1e-3 };
 * await saveCheckpoint(files, { model, optimizer, position }, { hyperparameters });
 * await loadCheckpoint(files, { model, optimizer, position }, { hyperparameters });
 * optimizer.dispose();
 * model[0].dispose();
 * ```
 * @category Checkpoints
 */
export async function saveCheckpoint(
  target: CheckpointTarget,
  parts: Parts,
  { hyperparameters = {} }: { readonly hyperparameters?: Json } = {},
): Promise<void> {
  // One moment, that of the call: reading back takes several, and another save may be under way.
  const frozen = snapshot(parts);
  await oneAtATime(target, async () => {
    const tensors: Record<string, HostTensor> = {};
    const json: Record<string, Json> = {};
    try {
      for (const [name, state] of Object.entries(frozen.states)) {
        json[name] = state.json ?? null;
        for (const [path, t] of Object.entries(state.tensors ?? {}))
          tensors[`${name}/${path}`] = await toHost(`${name}/${path}`, t);
      }
    } finally {
      frozen.dispose();
    }
    const bytes = encodeSafetensors(tensors);
    const sha256 = await digest(bytes);
    const weights = `weights-${sha256.slice(0, 16)}.safetensors`;
    const manifest: Manifest = { format, weights, sha256, parts: json, hyperparameters };
    await write(await storeOf(target), manifest, bytes);
  });
}

async function write(store: Store, manifest: Manifest, bytes: Uint8Array): Promise<void> {
  const before = await store.list();
  await store.write(manifest.weights, bytes);
  try {
    await store.write(manifestFile, new TextEncoder().encode(`${JSON.stringify(sorted(manifest as never), null, 2)}\n`));
  } catch (error) {
    // Nothing refers to the new weights: they only fill the disk.
    if (!before.includes(manifest.weights)) await store.remove(manifest.weights).catch(() => undefined);
    throw error;
  }
  // What cannot be removed now (a file that is open, on Windows) goes with the next save.
  const others = before.filter((file) => weightsPattern.test(file) && file !== manifest.weights);
  for (const file of others) await store.remove(file).catch(() => undefined);
}

/** Saves under way, by target: of two at once, each would remove the other's weights. */
const saving = new Map<CheckpointTarget, Promise<void>>();

async function oneAtATime(target: CheckpointTarget, save: () => Promise<void>): Promise<void> {
  const turn = (saving.get(target) ?? Promise.resolve()).catch(() => undefined).then(save);
  saving.set(target, turn);
  try {
    await turn;
  } finally {
    if (saving.get(target) === turn) saving.delete(target);
  }
}

/** With the keys of all objects in order, so that the same state gives the same bytes. */
function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inner === undefined ? inner : sorted(inner)]));
}

/**
 * Puts parts back to where {@link saveCheckpoint} found them: all of them, or none and an error.
 *
 * Hyper-parameters that differ from the saved ones are refused by name, unless `allowChanges` names them (`'rate'`, or a parent of
 * nested ones); they are not compared when none are given.
 *
 * @param target a folder or a map of files.
 * @param parts the same names as when saving. Variables must have the same paths and shapes.
 * @param options `hyperparameters` of this run, and `allowChanges`, names of those that may differ.
 * @returns the saved hyper-parameters.
 * @throws GenError `checkpoint`, for no checkpoint, other parts, other paths or shapes; `hyperparameters`, for changed ones;
 *   `checksum`, for damaged weights; `disk`, for a folder that cannot be read. Nothing has changed then.
 * @memory Leaves no tensor but those that the parts hold.
 *
 * @example Go on with another learning rate
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { loadCheckpoint, saveCheckpoint, variable } from '@gen/core';
 *
 * const model = [variable('dense/kernel', () => tf.ones([2, 2]))];
 * const files = new Map();
 * await saveCheckpoint(files, { model }, { hyperparameters: { rate: 1e-3 } });
 * await loadCheckpoint(files, { model }, { hyperparameters: { rate: 1e-4 }, allowChanges: ['rate'] });
 * model[0].dispose();
 * ```
 * @category Checkpoints
 */
export async function loadCheckpoint(
  target: CheckpointTarget,
  parts: Parts,
  { hyperparameters, allowChanges = [] }: { readonly hyperparameters?: Json; readonly allowChanges?: readonly string[] } = {},
): Promise<Json> {
  const store = await storeOf(target);
  const manifest = parse(await store.read(manifestFile), store.name);
  if (hyperparameters !== undefined) refuseChanges(manifest.hyperparameters, hyperparameters, allowChanges);
  const wanted = Object.keys(parts).sort().join(', ');
  const saved = Object.keys(manifest.parts).sort().join(', ');
  if (wanted !== saved) throw new GenError('checkpoint', `loadCheckpoint: expected parts ${wanted}, got ${saved}`);
  const bytes = await store.read(manifest.weights);
  if (!bytes) throw new GenError('checkpoint', `loadCheckpoint: expected ${manifest.weights} in ${store.name}, got none`);
  const sha256 = await digest(bytes);
  if (sha256 !== manifest.sha256) {
    throw new GenError(
      'checksum',
      `loadCheckpoint: expected ${manifest.weights} to have SHA-256 ${manifest.sha256}, got ${sha256}`,
    );
  }
  restore(parts, manifest, decodeSafetensors(bytes).tensors);
  return manifest.hyperparameters;
}

/**
 * Whether there is a checkpoint to load.
 *
 * @throws GenError `disk`, when the folder is there but cannot be read.
 *
 * @example Not yet
 * ```ts
 * import { hasCheckpoint } from '@gen/core';
 *
 * await hasCheckpoint(new Map()); // false
 * ```
 * @category Checkpoints
 */
export async function hasCheckpoint(target: CheckpointTarget): Promise<boolean> {
  return (await (await storeOf(target)).read(manifestFile)) !== undefined;
}

function restore(parts: Parts, manifest: Manifest, host: Readonly<Record<string, HostTensor>>): void {
  const before = snapshot(parts);
  const fresh: tf.Tensor[] = [];
  try {
    for (const [name, part] of Object.entries(parts)) {
      const tensors: Record<string, tf.Tensor> = {};
      for (const [key, value] of Object.entries(host)) {
        if (!key.startsWith(`${name}/`)) continue;
        fresh.push((tensors[key.slice(name.length + 1)] = fromHost(value)));
      }
      statefulOf(part).importState({ tensors, json: manifest.parts[name] });
    }
  } catch (error) {
    before.restore();
    throw error;
  } finally {
    before.dispose();
    for (const t of fresh) t.dispose();
  }
}

function parse(bytes: Uint8Array | undefined, where: string): Manifest {
  if (!bytes) throw new GenError('checkpoint', `loadCheckpoint: expected a checkpoint in ${where}, got none`);
  let manifest: Manifest | undefined;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes)) as Manifest;
  } catch (cause) {
    throw new GenError('checkpoint', `loadCheckpoint: expected ${manifestFile} in ${where} to be JSON`, { cause });
  }
  if (manifest?.format !== format) {
    throw new GenError('checkpoint', `loadCheckpoint: expected format ${format} in ${where}, got ${manifest?.format}`);
  }
  const { weights, sha256, parts } = manifest;
  if (!weightsPattern.test(weights) || typeof sha256 !== 'string' || typeof parts !== 'object' || parts === null) {
    throw new GenError(
      'checkpoint',
      `loadCheckpoint: expected weights, sha256 and parts in ${manifestFile} in ${where}, got others`,
    );
  }
  return manifest;
}
