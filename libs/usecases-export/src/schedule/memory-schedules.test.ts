import { describeSchedules } from '../conformance/index.ts';
import { MemorySchedules } from './memory-schedules.ts';

describeSchedules('in memory', async () => ({
  schedules: new MemorySchedules(),
  [Symbol.asyncDispose]: async () => undefined,
}));
