/**
 * @typedef {object} Result
 * @property {string} name of the spec, with its suites'; not always unique
 * @property {string} status 'passed', 'failed', 'pending' or 'excluded'
 * @property {string} [message] of the first expectation that failed
 */

/**
 * @typedef {object} Comparison
 * @property {readonly Result[]} broken specs that fail in the second run and did not in the first
 * @property {readonly Result[]} mended specs that failed in the first run and do not in the second
 * @property {readonly Result[]} lost specs that ran in the first and did not in the second
 * @property {readonly Result[]} failing specs that fail in both
 */

/** @param {readonly Result[]} results @returns {Map<string, Result[]>} */
function byName(results) {
  const groups = new Map();
  for (const result of results) groups.set(result.name, [...(groups.get(result.name) ?? []), result]);
  return groups;
}

/** @param {Result} result */
const failed = ({ status }) => status === 'failed';
/** @param {Result} result */
const ran = ({ status }) => status === 'failed' || status === 'passed';

/**
 * What changed between two runs of one suite. Specs of one name are told apart by their number only.
 *
 * @param {readonly Result[]} before
 * @param {readonly Result[]} after
 * @returns {Comparison}
 */
export function compare(before, after) {
  const [first, second] = [byName(before), byName(after)];
  /** @type {Record<keyof Comparison, Result[]>} */
  const comparison = { broken: [], mended: [], lost: [], failing: [] };
  for (const name of new Set([...first.keys(), ...second.keys()])) {
    const [old, now] = [first.get(name) ?? [], second.get(name) ?? []];
    const [oldFailed, nowFailed] = [old.filter(failed), now.filter(failed)];
    comparison.failing.push(...nowFailed.slice(0, oldFailed.length));
    comparison.broken.push(...nowFailed.slice(oldFailed.length));
    comparison.lost.push(...old.filter(ran).slice(now.filter(ran).length));
    const gone = Math.max(0, old.filter(ran).length - now.filter(ran).length);
    comparison.mended.push(...oldFailed.slice(nowFailed.length + gone));
  }
  return comparison;
}

/**
 * @param {readonly Result[]} results
 * @returns {{ passed: number, failed: number, pending: number }}
 */
export function totals(results) {
  /** @param {string} wanted */
  const count = (wanted) => results.filter(({ status }) => status === wanted).length;
  return { passed: count('passed'), failed: count('failed'), pending: count('pending') };
}
