export * from './backoff.ts';
export * from './in-order.ts';
export * from './pause.ts';
export * from './time-slice.ts';
export * from './unless-aborted.ts';
export * from './until-all-settled.ts';
export * from './within.ts';
