// The globals that tfjs-core's specs use. Imported before them: they read `jasmine` as they are loaded.
import jasmineRequire from 'jasmine-core/lib/jasmine-core/jasmine.js';

const jasmine = jasmineRequire.core(jasmineRequire);
const env = jasmine.getEnv({ suppressLoadErrors: true });
// In file order, so that two runs can be compared; several suites of tfjs share a name.
env.configure({ random: false, forbidDuplicateNames: false });
Object.assign(globalThis, jasmineRequire.interface(jasmine, env), { jasmine });

export { env };
