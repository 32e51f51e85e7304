import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = resolve(import.meta.dirname, '../../..');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
/** Room for the list of all files of a package, in bytes. */
const LONGEST_OUTPUT = 16 * 1024 * 1024;

/**
 * Runs a program to its end, without what npm tells the programs that it runs, and gives what it printed.
 * @throws Error with all that it printed where it fails
 */
export async function run(program: string, args: readonly string[], cwd = ROOT): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  try {
    return (await promisify(execFile)(program, args, { cwd, env, maxBuffer: LONGEST_OUTPUT })).stdout;
  } catch (cause) {
    const { message, stdout } = cause as Error & { readonly stdout: string };
    throw new Error(`${message}${stdout}`, { cause });
  }
}

export const tsc = (args: readonly string[], cwd?: string): Promise<string> =>
  run(process.execPath, [TSC, ...args], cwd);

/** Makes `dist` of every library, of the server and of the command line. */
export async function build(): Promise<void> {
  await tsc(['--build', ...globSync('{libs/*,apps/{server,cli}}/tsconfig.lib.json', { cwd: ROOT })]);
}

/** Where the packages lie that these of the workspace need in production, below the workspace's root. */
export async function productionPackages(workspaces: readonly string[]): Promise<string[]> {
  const selection = workspaces.flatMap((folder) => ['--workspace', folder]);
  const listed = await run('npm', ['ls', '--all', '--parseable', '--omit=dev', ...selection]);
  const paths = listed.split('\n').map((path) => relative(ROOT, path));
  // What lies in another package comes with that one.
  return paths.filter((path) => path.split('node_modules/').length === 2);
}

/**
 * Gives a file or folder a second place, without its node_modules unless told: by hard links where both are on one file
 * system, as none of the files is changed in place.
 */
export async function lay(from: string, to: string, { nested = false } = {}): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  const entries = await readdir(from, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (entries === undefined) return link(from, to).catch(() => copyFile(from, to));
  await mkdir(to, { recursive: true });
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      if (nested || entry.name !== 'node_modules') await lay(source, target, { nested });
    } else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target).catch(() => copyFile(source, target));
  }
}
