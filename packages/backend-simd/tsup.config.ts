export { default } from '@gen/build';
