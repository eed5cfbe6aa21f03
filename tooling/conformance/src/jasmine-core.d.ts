declare module 'jasmine-core/lib/jasmine-core/jasmine.js' {
  export interface Spec {
    readonly fullName: string;
    readonly status: 'passed' | 'failed' | 'pending' | 'excluded';
    readonly failedExpectations: readonly { readonly message: string }[];
  }
  export interface Env {
    configure(options: object): void;
    addReporter(reporter: { specDone?(spec: Spec): void; suiteDone?(suite: Spec): void }): void;
    execute(): Promise<unknown>;
  }
  const jasmineRequire: {
    core(require: unknown): { getEnv(options: object): Env };
    interface(jasmine: unknown, env: Env): object;
  };
  export default jasmineRequire;
}
