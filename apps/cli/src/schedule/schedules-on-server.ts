import type { Program } from '../commands/program.ts';
import { EXIT } from '../exit-codes.ts';
import { serverClient } from '../server-client.ts';
import { paperOf } from '../text/paper.ts';
import { type ScheduleOptions, scheduleRequest } from './schedule-options.ts';
import { schedulesText, troubleText } from './schedules-text.ts';

export interface ScheduleCall {
  /** URL of the server that keeps the schedules. */
  readonly server: string;
  readonly json?: true;
}

/** Prints the schedules of a server. */
export async function listSchedules({ server, json }: ScheduleCall, program: Program): Promise<void> {
  const { environment, stdout, stderr } = program;
  const found = await serverClient(server, environment).schedules();
  if (json) for (const one of found) stdout.write(`${JSON.stringify(one)}\n`);
  else if (found.length > 0) {
    stdout.write(`${schedulesText(found, paperOf(stdout))}\n`);
    for (const one of found) stderr.write(troubleText(one));
  } else stderr.write(`${server} has no schedule: weaviate-export schedule add makes one\n`);
}

/** Makes a schedule, or puts it in place of the one of its name, and prints it. */
export async function addSchedule(
  name: string,
  target: string,
  options: ScheduleOptions,
  { environment, stdout }: Program,
): Promise<void> {
  const client = serverClient(options.server, environment);
  const request = scheduleRequest(name, target, options);
  const made = await (options.replace ? client.replaceSchedule(request) : client.createSchedule(request));
  stdout.write(options.json ? `${JSON.stringify(made)}\n` : `${schedulesText([made], paperOf(stdout))}\n`);
}

/** Removes a schedule; its exports stay. */
export async function removeSchedule(
  name: string,
  { server }: ScheduleCall,
  { environment, stdout }: Program,
): Promise<void> {
  await serverClient(server, environment).removeSchedule(name);
  stdout.write(`${name} is removed; its exports stay\n`);
}

/** Makes a run of a schedule now and tells what came of it; returns the exit code. */
export async function runSchedule(
  name: string,
  { server, json }: ScheduleCall,
  { environment, stdout, stderr }: Program,
): Promise<number> {
  const schedule = await serverClient(server, environment).runSchedule(name);
  const { backend, lastRun } = schedule;
  if (json) stdout.write(`${JSON.stringify(schedule)}\n`);
  if (lastRun?.status === 'FAILED') {
    stderr.write(troubleText(schedule));
    return EXIT.failed;
  }
  if (!json && lastRun !== undefined) {
    const next = `weaviate-export watch ${backend}/${lastRun.id} --server ${server} shows how it goes on`;
    stdout.write(`${lastRun.id} is ${lastRun.status}: ${next}\n`);
  }
  return EXIT.done;
}
