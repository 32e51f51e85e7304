export { exportBooks } from './array-host.ts';
