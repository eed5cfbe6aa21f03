import { expect, it } from 'vitest';
import { GenError } from '../errors/gen-error';
import { refuseChanges } from './hyperparameters';

const saved = { rate: 0.1, model: { latent: 32, layers: [64, 32], name: 'a' }, extra: null };

it('accepts the same ones, in any order, and what is undefined for absent', () => {
  refuseChanges(saved, { extra: null, model: { name: 'a', layers: [64, 32], latent: 32 }, rate: 0.1, none: undefined }, []);
});

it('refuses changed, missing and new ones, each by its name and both values', () => {
  let error: unknown;
  try {
    refuseChanges(saved, { rate: 0.2, model: { latent: 32, layers: [64], name: 'b' }, extra: null, seed: 1 }, []);
  } catch (caught) {
    error = caught;
  }
  expect(GenError.is(error, 'hyperparameters') && error.message).toBe(
    'loadCheckpoint: expected the saved hyper-parameters, got other rate (saved 0.1, now 0.2), model.layers.1 (saved 32, now nothing), ' +
      'model.name (saved "a", now "b"), seed (saved nothing, now 1); allow them by name',
  );
});

it('accepts changes that are allowed by name or by their parent, and no others', () => {
  const now = { rate: 0.2, model: { latent: 16, layers: [1], name: 'a' }, extra: null };
  refuseChanges(saved, now, ['rate', 'model']);
  refuseChanges(saved, now, ['rate', 'model.latent', 'model.layers']);
  expect(() => refuseChanges(saved, now, ['model', 'rat'])).toThrow('got other rate (saved 0.1, now 0.2);');
});
