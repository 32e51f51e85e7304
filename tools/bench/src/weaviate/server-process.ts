import { readFileSync } from 'node:fs';

/** Ticks a second in which Linux counts CPU time for programs, whatever the kernel's own (`getconf CLK_TCK`). */
const TICKS = 100;
/** Places of user and system time in /proc/PID/stat, behind the name, which may hold blanks: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const [USER, SYSTEM] = [11, 12];

/** The CPU time that a process has taken so far, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS;
}
