export { type RequestRecord } from './exchange.ts';
export { type Fault, type FaultPlan } from './faults.ts';
export { GoogleError } from './google-error.ts';
export { type Operation } from './route.ts';
export {
  type GcsTestServer,
  type GcsTestServerOptions,
  type ObjectView,
  type OpenUpload,
  startGcsTestServer,
} from './server.ts';
