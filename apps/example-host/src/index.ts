export { exportBooks, registerExports } from './array-host.ts';
export { startHttpHost } from './http-host.ts';
