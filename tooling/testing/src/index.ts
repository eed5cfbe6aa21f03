export { backendName } from './backend-name';
export { expectClose } from './expect-close';
