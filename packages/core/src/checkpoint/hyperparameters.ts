import { GenError } from '../errors/gen-error';
import type { Json } from './stateful';

/** Every leaf of a JSON value by its dotted name. */
function leaves(value: Json | undefined, name: string, into: Map<string, string>): Map<string, string> {
  if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) leaves(inner as Json, name ? `${name}.${key}` : key, into);
  } else if (value !== undefined) {
    into.set(name, JSON.stringify(value));
  }
  return into;
}

/**
 * Throws unless the hyper-parameters are the saved ones, but for those whose name, or whose parent's name, is allowed to change.
 *
 * @throws GenError `hyperparameters`, naming each one with its saved and its new value.
 * @internal
 */
export function refuseChanges(saved: Json, now: Json, allowed: readonly string[]): void {
  const before = leaves(saved, '', new Map());
  const after = leaves(now, '', new Map());
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .filter((name) => !allowed.some((prefix) => name === prefix || name.startsWith(`${prefix}.`)));
  if (changed.length === 0) return;
  const list = changed.map((name) => `${name} (saved ${before.get(name) ?? 'nothing'}, now ${after.get(name) ?? 'nothing'})`);
  throw new GenError(
    'hyperparameters',
    `loadCheckpoint: expected the saved hyper-parameters, got other ${list.join(', ')}; allow them by name`,
  );
}
