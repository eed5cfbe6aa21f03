export { type GenAdamAttrs, type GenAdamInputs, registerGenAdam } from './adam/gen-adam';
export type {
  Backend,
  BackendName,
  Capabilities,
  ConcreteBackend,
  MemoryBaseline,
  PassedOver,
  UseBackendOptions,
} from './choose/backend';
export { useBackend } from './choose/use-backend';
export { enableWasmTraining } from './wasm/enable-wasm-training';
