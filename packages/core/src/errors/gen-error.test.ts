import { expect, it } from 'vitest';
import { GenError } from './gen-error';

it('is an error with a code and a cause', () => {
  const cause = new Error('below');
  const error = new GenError('disk', 'save: expected space, got none', { cause });
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.code, error.message, error.cause]).toEqual([
    'GenError',
    'disk',
    'save: expected space, got none',
    cause,
  ]);
  expect(Object.keys(error).sort()).toEqual(['code', 'name']);
});

it('is known by its marker, also when another copy of the package made it', () => {
  const error = new GenError('shape', 'x');
  const foreign = Object.assign(new Error('x'), { code: 'shape', [Symbol.for('@gen/error')]: true });
  for (const one of [error, foreign]) {
    expect([GenError.is(one), GenError.is(one, 'shape'), GenError.is(one, 'value')]).toEqual([true, true, false]);
  }
  for (const other of [undefined, null, 'shape', new Error('x'), { code: 'shape' }]) expect(GenError.is(other)).toBe(false);
});
